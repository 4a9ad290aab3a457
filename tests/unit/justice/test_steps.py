"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.justice.states import CHARGE, CLAIM, LIBERTY, PROCEEDING, RUN, SETTLEMENT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            PROCEEDING,
            "complaint",
            {
                "complaint": "investigation charged discontinued",
                "investigation": "charged trial discontinued",
                "charged": "investigation trial discontinued",
                "trial": "investigation judgment discontinued",
                "judgment": "trial enforced discontinued",
                "enforced": "",
                "discontinued": "complaint investigation",
            },
        ),
        (
            SETTLEMENT,
            "proposed",
            {
                "proposed": "under_discussion agreed executed refused",
                "under_discussion": "agreed executed refused",
                "agreed": "executed refused annulled",
                "executed": "annulled",
                "refused": "under_discussion agreed",
                "annulled": "",
            },
        ),
        (
            LIBERTY,
            "open",
            {
                "open": "contested alternative_planned released",
                "contested": "alternative_planned released",
                "alternative_planned": "contested released",
                "released": "remedied",
                "remedied": "",
            },
        ),
        (
            CHARGE,
            "open",
            {
                "open": "sought granted",
                "sought": "granted refused",
                "granted": "",
                "refused": "sought",
            },
        ),
        (
            CLAIM,
            "claimed",
            {
                "claimed": "awarded rejected",
                "awarded": "paid rejected",
                "paid": "",
                "rejected": "claimed",
            },
        ),
        (
            RUN,
            "open",
            {
                "open": "done",
                "done": "open",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
