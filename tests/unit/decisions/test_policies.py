"""Each answer of the rules on its own: who, when, and whose determination it is."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_organisation
from tests.factories.cases import make_concern, open_case
from tests.unit.circumstances.conftest import write
from tests.unit.decisions.conftest import decided, proposed
from tutela.care.actions import assess
from tutela.decisions import policies
from tutela.decisions.enums import DecisionReason
from tutela.decisions.states import DETERMINATION
from tutela.justice.enums import JusticeReason
from tutela.kernel.database.acting import acting_as


@pytest.mark.requirement("R130")
@pytest.mark.parametrize(
    ("displaced", "exiled"), [("asylum_seeking", True), ("refugee", True), ("internally_displaced", False)]
)
def test_the_part_on_emergencies_says_who_is_in_exile(team, file, displaced, exiled):
    write(team, file, "emergency", {"context": "conflict", "displaced": displaced, "separation": "with_family"})
    with acting_as(team.worker):
        assert policies.in_exile(file) is exiled
        assert policies.ask_abroad.why_not(file) == (DecisionReason.ASYLUM if exiled else None)


@pytest.mark.requirement("R130")
def test_the_newest_assessment_of_this_file_says_who_is_in_exile(team, file):
    other = open_case(team)

    def assessed(of, state):
        with acting_as(team.worker):
            made = assess.start_assessment(file=of, by=team.worker)
            type(made).objects.filter(pk=made.pk).update(factors={"D02": {"state": state}}, state="superseded")

    assessed(file, "present")
    with acting_as(team.worker):
        assert policies.in_exile(file)
        assert not policies.in_exile(other)
    assessed(file, "absent")
    with acting_as(team.worker):
        assert not policies.in_exile(file), "the newest one counts"


@pytest.mark.rule("P13")
@pytest.mark.requirement("R130")
@pytest.mark.parametrize("kind", ["consulate", "foreign_social_service"])
def test_after_the_rule_on_exile_comes_the_rule_on_laws_that_punish(team, file, kind):
    abroad = make_organisation(kind=kind, sector="police")
    with acting_as(team.worker):
        assert policies.share_with.why_not(file, abroad) is None
    make_concern(team, file, offences=["TRAF"])
    with acting_as(team.worker):
        assert policies.share_with.why_not(file, abroad) == JusticeReason.EXPOSED
        assert policies.share_with.why_not(file, make_organisation(kind="police", sector="police")) == JusticeReason.EXPOSED
    write(team, file, "emergency", {"context": "conflict", "displaced": "refugee", "separation": "with_family"})
    with acting_as(team.worker):
        assert policies.share_with.why_not(file, abroad) == DecisionReason.ASYLUM


@pytest.mark.rule("P17")
def test_what_was_determined_for_another_child_says_nothing_of_this_one(team, file, lawyer):
    other = open_case(team)
    proposed(team, other)
    with acting_as(team.worker):
        assert policies.is_risky(other)
        assert not policies.is_risky(file)
        assert policies.weigh.why_not(file, ["family_reunification"]) is None
    decided(team, other, lawyer, kind="placement")
    with acting_as(team.worker):
        assert not policies.is_risky(file)
        assert policies.weigh.why_not(other, ["placement_against_view"]) is None
        assert policies.weigh.why_not(file, ["placement_against_view"]) == DecisionReason.UNWANTED_PLACE


def test_the_steps_and_no_others():
    assert {state.value: {after.value for after in following} for state, following in DETERMINATION.transitions.items()} == {
        "draft": {"panel"},
        "panel": {"decided"},
        "decided": {"superseded"},
        "superseded": set(),
    }
    assert DETERMINATION.start == "draft"
