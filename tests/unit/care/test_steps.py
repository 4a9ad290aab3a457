"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.care.states import APPROVAL, REFERRAL


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            APPROVAL,
            "draft",
            {
                "draft": "submitted",
                "submitted": "returned approved",
                "returned": "submitted",
                "approved": "superseded",
                "superseded": "",
            },
        ),
        (
            REFERRAL,
            "draft",
            {
                "draft": "sent recalled",
                "sent": "received accepted declined recalled expired",
                "received": "accepted declined recalled expired",
                "accepted": "started not_completed recalled expired",
                "declined": "",
                "started": "completed not_completed recalled expired",
                "completed": "",
                "not_completed": "",
                "recalled": "",
                "expired": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
