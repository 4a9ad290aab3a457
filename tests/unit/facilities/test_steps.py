"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.facilities.states import CORRECTION, FACILITY, INSPECTION


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            CORRECTION,
            "open",
            {
                "open": "claimed verified",
                "claimed": "open verified",
                "verified": "",
            },
        ),
        (
            FACILITY,
            "unregistered_discovered",
            {
                "unregistered_discovered": "registration_pending closed",
                "registration_pending": "registered unregistered_discovered closed",
                "registered": "suspended closed",
                "suspended": "registered closed",
                "closed": "",
            },
        ),
        (
            INSPECTION,
            "planned",
            {
                "planned": "under_way cancelled",
                "under_way": "reported",
                "reported": "published",
                "published": "",
                "cancelled": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
