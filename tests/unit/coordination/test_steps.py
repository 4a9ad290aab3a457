"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.coordination.states import CONFERENCE, OBLIGATION, TASK


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            CONFERENCE,
            "draft",
            {
                "draft": "called cancelled",
                "called": "held cancelled",
                "held": "closed",
                "closed": "",
                "cancelled": "",
            },
        ),
        (
            TASK,
            "open",
            {
                "open": "done not_done",
                "done": "",
                "not_done": "",
            },
        ),
        (
            OBLIGATION,
            "open",
            {
                "open": "promised met refused withdrawn",
                "promised": "met refused withdrawn",
                "met": "open",
                "refused": "promised met withdrawn",
                "withdrawn": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
