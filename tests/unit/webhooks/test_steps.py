"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.webhooks.states import DELIVERY, SUBSCRIPTION


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            DELIVERY,
            "waiting",
            {
                "waiting": "delivered given_up dropped",
                "delivered": "",
                "given_up": "",
                "dropped": "",
            },
        ),
        (
            SUBSCRIPTION,
            "entered",
            {
                "entered": "active ended",
                "active": "paused ended",
                "paused": "active ended",
                "ended": "",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
