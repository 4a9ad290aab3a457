"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.exports.states import EXPORT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            EXPORT,
            "asked",
            {
                "asked": "approved refused withdrawn",
                "approved": "ready failed",
                "failed": "approved withdrawn",
                "ready": "erased",
                "refused": "",
                "withdrawn": "",
                "erased": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
