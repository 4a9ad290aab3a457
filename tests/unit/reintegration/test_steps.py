"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.reintegration.states import RETURN, VISIT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            RETURN,
            "prepared",
            {
                "prepared": "under_way broken_off",
                "under_way": "completed broken_off",
                "completed": "",
                "broken_off": "",
            },
        ),
        (
            VISIT,
            "due",
            {
                "due": "recorded waived",
                "recorded": "",
                "waived": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
