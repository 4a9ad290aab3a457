"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.exchange.states import IMPORT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            IMPORT,
            "read",
            {
                "read": "running discarded",
                "running": "done over",
                "done": "undoing over",
                "undoing": "undone over",
                "undone": "over",
                "discarded": "",
                "over": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
