"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.documents.states import DOCUMENT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            DOCUMENT,
            "seen",
            {
                "seen": "present replaced",
                "present": "purged",
                "purged": "",
                "replaced": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
