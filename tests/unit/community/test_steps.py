"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.community.states import SUPPORT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            SUPPORT,
            "asked",
            {
                "asked": "accepted declined recalled",
                "accepted": "done given_back recalled",
                "declined": "",
                "done": "",
                "given_back": "",
                "recalled": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
