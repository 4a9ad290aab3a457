"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.cases.states import DUPLICATE, FILE


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            FILE,
            "triaged",
            {
                "triaged": "not_accepted registered",
                "not_accepted": "reopened",
                "registered": "in_assessment transfer_pending closed",
                "in_assessment": "planned active transfer_pending closed",
                "planned": "in_assessment active transfer_pending closed",
                "active": "in_assessment planned in_review transfer_pending closed",
                "in_review": "in_assessment planned active transfer_pending closed",
                "transfer_pending": "registered in_assessment planned active in_review closed",
                "closed": "reopened",
                "reopened": "in_assessment planned active closed",
            },
        ),
        (
            DUPLICATE,
            "open",
            {
                "open": "proposed apart",
                "proposed": "open linked apart",
                "linked": "apart",
                "apart": "open",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
