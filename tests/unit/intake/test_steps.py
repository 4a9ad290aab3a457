"""What may follow what, written a second time: a step that is added or lost by mistake shows here."""

import pytest

from tests.factories.machines import steps
from tutela.intake.states import REPORT


@pytest.mark.parametrize(
    ("machine", "start", "expected"),
    [
        (
            REPORT,
            "new",
            {
                "new": "in_triage",
                "in_triage": "new needs_information accepted referred_out information_only duplicate non_data cannot_act",
                "needs_information": "new in_triage accepted referred_out information_only duplicate non_data cannot_act",
                "accepted": "closed",
                "referred_out": "in_triage closed",
                "information_only": "in_triage closed",
                "duplicate": "in_triage closed",
                "non_data": "in_triage closed",
                "cannot_act": "in_triage closed",
                "closed": "in_triage",
            },
        ),
    ],
)
def test_the_steps_and_no_others(machine, start, expected):
    assert steps(machine) == {state: set(following.split()) for state, following in expected.items()}
    assert machine.start == start
