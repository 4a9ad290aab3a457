"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.estimates.states import ESTIMATE


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            ESTIMATE,
            "waiting",
            {
                "waiting": "running failed",
                "running": "ready failed waiting",
                "failed": "waiting",
                "ready": "in_review",
                "in_review": "approved returned",
                "returned": "in_review",
                "approved": "published returned",
                "published": "withdrawn",
                "withdrawn": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
