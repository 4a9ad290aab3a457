"""Each answer of the rules on its own: who, when, and whose determination it is."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_organisation
from tests.factories.cases import make_concern, open_case
from tests.unit.circumstances.conftest import write
from tests.unit.decisions.conftest import SOON, before_panel, decided, drafted, proposed, stood
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


@pytest.mark.requirement("R136")
def test_only_members_and_the_worker_write_positions(team, file, lawyer):
    one = before_panel(team, file, lawyer)
    with acting_as(team.worker):
        assert policies.take_position.why_not(team.supervisor, one) == DecisionReason.OWN_POSITION
        assert policies.take_position.why_not(lawyer, one) is None
        assert policies.take_position.why_not(team.worker, one) is None


@pytest.mark.rule("P14")
def test_who_wrote_an_option_does_not_decide(team, file, lawyer):
    one = stood(team, file, lawyer)
    with acting_as(team.worker):
        first = one.options.first()
        type(first).objects.filter(pk=first.pk).update(created_by=team.supervisor.id)
    with acting_as(team.supervisor):
        assert policies.decide.why_not(team.supervisor, one) == DecisionReason.OWN_PROPOSAL
        assert policies.review.why_not(team.supervisor, one) == DecisionReason.OWN_PROPOSAL


@pytest.mark.requirement("R65")
@pytest.mark.requirement("R136")
def test_a_view_needs_words_weight_and_feedback_or_the_reason_why_there_is_none(team, file, lawyer):
    one = drafted(team, file, lawyer)

    def stands(**words):
        with acting_as(team.worker):
            for name in ("views", "weight", "feedback", "not_obtained_because"):
                setattr(one.view, name, words.get(name, " "))
            return policies.missing(one)

    assert stands(views="Home.", weight="Decisive.", feedback="Told.") is None
    assert stands(not_obtained_because="A newborn.") is None
    for lacking in ("views", "weight", "feedback"):
        said = {name: "Said." for name in ("views", "weight", "feedback") if name != lacking}
        assert stands(**said) == DecisionReason.NO_VIEW, lacking
    for alone in ("views", "weight", "feedback"):
        assert stands(**{alone: "Said."}) == DecisionReason.NO_VIEW, alone


@pytest.mark.rule("P17")
@pytest.mark.parametrize(("kind", "waits"), [("return_abroad", True), ("reunification", True), ("placement", False)])
def test_what_waits_at_the_return_is_written_for_returns(team, file, lawyer, kind, waits):
    one = drafted(team, file, lawyer, kind=kind, country="FR" if kind == "return_abroad" else "")
    one.risk_on_return = " "
    with acting_as(team.worker):
        assert policies.missing(one) == (DecisionReason.NO_RISK if waits else None)


@pytest.mark.rule("P17")
def test_a_determination_holds_to_the_end_of_its_day_of_review_and_for_its_child_alone(team, file, lawyer, monkeypatch):
    decided(team, file, lawyer, kind="placement")
    other = open_case(team)
    proposed(team, other, kind="placement")
    with acting_as(team.worker):
        assert not policies.is_risky(file), "a question of another kind is no risk at home"
        for day, holds in ((SOON, True), (SOON + dt.timedelta(days=1), False)):
            monkeypatch.setattr(policies, "today", lambda day=day: day)
            assert policies.in_force(file, "placement") is holds


def test_the_steps_and_no_others():
    assert {state.value: {after.value for after in following} for state, following in DETERMINATION.transitions.items()} == {
        "draft": {"panel"},
        "panel": {"decided"},
        "decided": {"superseded"},
        "superseded": set(),
    }
    assert DETERMINATION.start == "draft"
