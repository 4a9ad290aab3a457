"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.monitoring.states import FOLLOW_UP, IMPORT, REPORT_VERSION


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            FOLLOW_UP,
            "not_started",
            {
                "not_started": "in_progress implemented impossible",
                "in_progress": "not_started implemented impossible",
                "implemented": "in_progress",
                "impossible": "in_progress",
            },
        ),
        (
            IMPORT,
            "preview",
            {
                "preview": "applied dropped",
                "applied": "",
                "dropped": "",
            },
        ),
        (
            REPORT_VERSION,
            "frozen",
            {
                "frozen": "signed replaced",
                "signed": "replaced",
                "replaced": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
