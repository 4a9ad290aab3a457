"""A determination from the proposal to its end, and what waits for it; the hard rule attacked through the actions."""

import datetime as dt

import pytest

from tests.factories.cases import make_consent, make_team_of_office, make_view, open_case, put_in_state
from tests.factories.facilities import make_world
from tests.unit.decisions.conftest import (
    DECISION,
    OPTION,
    SOON,
    before_panel,
    current,
    decided,
    drafted,
    proposed,
    step,
    stood,
)  # fmt: skip
from tests.unit.placements.conftest import placed
from tutela.care.actions import plans, refer
from tutela.decisions import actions, policies
from tutela.decisions.enums import DecisionReason, Weight
from tutela.decisions.models import Determination, PanelMember
from tutela.decisions.states import DETERMINATION, State
from tutela.directory.models import Organisation
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion
from tutela.placements.actions import placements as placing

HARD = pytest.mark.rule("P17")


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


@pytest.mark.requirement("R136")
@pytest.mark.requirement("R15")
def test_from_the_proposal_to_a_decision_with_its_dissent(team, file, lawyer):
    one = current(team.supervisor, decided(team, file, lawyer))
    assert (one.state, one.carries_out, one.decided_by_id, one.review_on) == ("decided", True, team.supervisor.id, SOON)
    assert set(one.principles) == set(actions.PRINCIPLES)
    with acting_as(team.supervisor):
        dissent = [(row.name, row.words) for row in one.members.filter(stand="dissents")]
    assert dissent == [("A nurse", "Too early.")]


@pytest.mark.requirement("R136")
def test_nothing_goes_to_the_panel_before_it_is_whole(team, file, lawyer):
    by = team.worker
    one = proposed(team, file)

    def call():
        step(by, one, actions.call_panel)

    refused(DecisionReason.NO_OPTIONS, call)
    step(by, one, actions.add_option, **OPTION)
    step(by, one, actions.add_option, **OPTION)
    refused(DecisionReason.NO_VIEW, call)
    silent = make_view(team, file, views="", not_obtained_because="A newborn.")
    step(by, one, actions.hear, view=silent)
    refused(DecisionReason.NO_GUARDIAN, call)
    step(by, one, actions.hear, guardian_view="None is appointed yet.")
    refused(DecisionReason.NO_RISK, call)
    step(by, one, actions.hear, risk_on_return="Checked.")
    for name, sector, conflict in (("A", "AC-EDU", "none"), ("B", "AC-EDU", "none"), ("C", "AC-HEA", "none"), ("D", "AC-POL", "yes")):  # fmt: skip
        step(by, one, actions.add_member, name=name, sector=sector, conflict=conflict)
        refused(DecisionReason.PANEL_SMALL, call)
    step(by, one, actions.add_member, user=lawyer.user, sector="AC-JUS", conflict="none")
    call()
    assert current(by, one).state == "panel"
    refused(DecisionReason.NOT_NOW, call)
    refused(DecisionReason.NOT_NOW, lambda: step(by, one, actions.add_option, **OPTION))


def test_another_kind_needs_no_risk_on_return(team, file, lawyer):
    one = drafted(team, file, lawyer, kind="placement")
    step(team.worker, one, actions.hear, risk_on_return="")
    assert step(team.worker, one, actions.call_panel).state == "panel"


@pytest.mark.requirement("R136")
def test_positions_are_written_by_those_who_hold_them(team, file, lawyer):
    one = before_panel(team, file, lawyer)
    with acting_as(team.worker):
        lawyers, nurse = (one.members.get(user=lawyer.user), next(row for row in one.members.all() if row.name == "A nurse"))
    act = actions.take_position
    refused(DecisionReason.OWN_POSITION, lambda: step(team.worker, one, act, member=lawyers, stand="agrees"))
    refused(DecisionReason.OWN_POSITION, lambda: step(lawyer, one, act, member=nurse, stand="agrees"))
    refused(DecisionReason.OWN_POSITION, lambda: step(team.supervisor, one, act, member=nurse, stand="agrees"))
    assert wrong(lambda: step(team.worker, one, act, member=nurse, stand="dissents", words=" ")) == {"words"}
    assert wrong(lambda: step(team.worker, one, act, member=None, stand="perhaps")) == {"member", "stand"}
    step(team.worker, one, act, member=nurse, stand="agrees")
    assert wrong(lambda: step(team.worker, one, act, member=nurse, stand="agrees")) == {"member"}
    refused(DecisionReason.NO_POSITIONS, lambda: step(team.supervisor, one, actions.decide, **DECISION))


def test_positions_only_before_the_panel_and_by_those_who_see_the_file(team, file, lawyer):
    one = drafted(team, file, lawyer)
    stranger = make_team_of_office().supervisor
    with acting_as(team.worker):
        assert policies.take_position.why_not(team.worker, one) == DecisionReason.NOT_NOW
        assert policies.take_position.why_not(stranger, one).value == "not_visible"
        assert policies.review.why_not(stranger, one).value == "not_visible"
        assert policies.review.why_not(team.worker, one).value == "no_permission"
        assert policies.decide.why_not(team.supervisor, one) == DecisionReason.NOT_NOW
        assert policies.write_draft.why_not(team.supervisor, one) is not None


@pytest.mark.rule("P14")
def test_who_proposed_neither_sits_nor_decides(team, file, lawyer):
    one = proposed(team, file)
    sits = {"user": team.worker.user, "sector": "AC-SOC", "conflict": "none"}
    refused(DecisionReason.OWN_PROPOSAL, lambda: step(team.worker, one, actions.add_member, **sits))
    with acting_as(team.supervisor):
        one.created_by_id = team.supervisor.id
        assert policies.decide.why_not(team.supervisor, one) == DecisionReason.OWN_PROPOSAL


def test_a_closed_file_is_not_decided(team, file, lawyer):
    one = stood(team, file, lawyer)
    put_in_state(file, "closed", team.worker)
    with acting_as(team.supervisor):
        now = Determination.objects.select_related("file").get(pk=one.pk)
        assert policies.decide.why_not(team.supervisor, now).value == "file_closed"


@HARD
@pytest.mark.requirement("R130")
def test_a_return_waits_for_a_determination_that_agrees_and_is_not_past_its_review(team, file, lawyer, monkeypatch):
    codes = ["return_to_country"]

    def why():
        with acting_as(team.worker):
            return policies.weigh.why_not(file, codes)

    assert why() == DecisionReason.NOT_DETERMINED
    one = stood(team, file, lawyer, kind="return_abroad", country="fr")
    assert (one.country, why()) == ("FR", DecisionReason.NOT_DETERMINED)
    with acting_as(team.worker):
        home = next(row for row in one.options.all() if row.does_it)
    step(team.supervisor, one, actions.decide, chosen=home, **DECISION)
    assert why() is None
    monkeypatch.setattr(policies, "today", lambda: SOON + dt.timedelta(days=1))
    assert why() == DecisionReason.NOT_DETERMINED
    monkeypatch.undo()
    said = {"finding": "stands", "review_words": "Still safe."}
    assert wrong(lambda: step(team.supervisor, one, actions.review, **said)) == {"review_on"}
    later = step(team.supervisor, one, actions.review, **said, review_on=SOON + dt.timedelta(days=9))
    assert (later.state, why()) == ("decided", None)
    ended = step(team.supervisor, one, actions.review, finding="new_facts", review_words="A threat.")
    assert (ended.state, why()) == ("superseded", DecisionReason.NOT_DETERMINED)
    refused(DecisionReason.NOT_NOW, lambda: step(team.supervisor, one, actions.review, **said, review_on=SOON))


@HARD
def test_a_decision_against_it_keeps_it_refused_and_a_new_one_starts_again(team, file, lawyer):
    decided(team, file, lawyer, option="Stay with the aunt")
    with acting_as(team.worker):
        assert policies.weigh.why_not(file, ["family_reunification"]) == DecisionReason.NOT_DETERMINED
        assert policies.weigh.why_not(file, ["return_to_school"]) is None


@HARD
def test_a_new_determination_suspends_the_one_before(team, file, lawyer):
    decided(team, file, lawyer)
    with acting_as(team.worker):
        assert policies.in_force(file, Weight.REUNIFICATION)
    proposed(team, file)
    with acting_as(team.worker):
        assert policies.weigh.why_not(file, ["family_return"]) == DecisionReason.NOT_DETERMINED


@HARD
def test_reunification_is_free_without_a_risk_and_waits_at_high_risk(team, file):
    with acting_as(team.worker):
        assert policies.weigh.why_not(file, ["family_reunification"]) is None
        file.risk_level = "high"
        assert policies.weigh.why_not(file, ["family_reunification"]) == DecisionReason.NOT_DETERMINED


@HARD
def test_plans_and_referrals_refuse_a_return_through_their_actions(team, file):
    by = team.worker
    with acting_as(by):
        plan = plans.start_plan(file=file, by=by)
        action = plans.add_action(plan=plan, by=by, track="REI", service="return_to_country", goal="Home.", due_on=today())
        from tutela.care.policies.planning import missing_for_approval, missing_in_plan

        assert DecisionReason.NOT_DETERMINED in missing_in_plan(plan)
        assert DecisionReason.NOT_DETERMINED in missing_for_approval(plan)
    with acting_as(by), pytest.raises(Refused) as caught:
        plans.finish_action(action=action, by=by, result="Gone.")
    assert caught.value.reason == DecisionReason.NOT_DETERMINED
    with acting_as(by):
        assert plans.finish_action(action=action, by=by, result="It was stopped.", done=False).state == "not_done"
    consent = make_consent(team, file)
    with acting_as(by):
        referral = refer.prepare_referral(
            file=file, by=by, service_point=team.point, track="REI", service="return_to_country", consent=consent
        )
    with acting_as(by), pytest.raises(Refused) as caught:
        refer.send_referral(referral=referral, by=by)
    assert caught.value.reason == DecisionReason.NOT_DETERMINED


@pytest.mark.requirement("R130")
def test_nothing_of_a_child_in_exile_goes_to_an_authority_abroad(team, file, monkeypatch):
    from tutela.justice.actions.redress import ask_across

    consulate, clinic = Organisation(kind="consulate", sector="international"), Organisation(kind="clinic", sector="health")
    asked = {"kind": "assistance", "country": "FR", "legal_basis": "Treaty", "sent_on": today()}
    with acting_as(team.worker):
        assert policies.share_with.why_not(file, consulate) is None
        ask_across(file=file, by=team.worker, values=asked)
        monkeypatch.setattr(policies, "codes_of", lambda *_question: ["asylum_seeking"])
        assert policies.share_with.why_not(file, consulate) == DecisionReason.ASYLUM
        assert policies.share_with.why_not(file, clinic) is None
    with acting_as(team.worker), pytest.raises(Refused) as caught:
        ask_across(file=file, by=team.worker, values=asked)
    assert caught.value.reason == DecisionReason.ASYLUM


def test_an_assessment_also_says_that_a_child_is_in_exile(team, file):
    from tutela.care.actions import assess

    with acting_as(team.worker):
        assert not policies.in_exile(file)
        made = assess.start_assessment(file=file, by=team.worker)
        assert not policies.in_exile(file)
        type(made).objects.filter(pk=made.pk).update(factors={"D02": {"state": "present", "level": "high"}})
        assert policies.in_exile(file)


def test_bad_input_writes_nothing(team, file, lawyer):
    by = team.worker
    assert wrong(lambda: proposed(team, file, kind="odd", subject=" ")) == {"kind", "subject"}
    assert wrong(lambda: proposed(team, file, kind="return_abroad")) == {"country"}
    assert wrong(lambda: proposed(team, file, country="F1")) == {"country"}
    one = proposed(team, file)
    assert wrong(lambda: step(by, one, actions.add_option, name="A")) == {
        "speaks_for", "speaks_against", "safety", "child_thinks", "factors",
    }  # fmt: skip
    assert wrong(lambda: step(by, one, actions.add_option, **OPTION | {"factors": ["odd"]})) == {"factors"}
    other = make_view(team, open_case(team))
    assert wrong(lambda: step(by, one, actions.hear, view=other)) == {"view"}
    member = actions.add_member
    assert wrong(lambda: step(by, one, member, sector="X", conflict="x")) == {"name", "sector", "conflict"}
    stranger = make_team_of_office().supervisor.user
    seat = {"sector": "AC-SOC", "conflict": "none"}
    assert wrong(lambda: step(by, one, member, user=stranger, **seat)) == {"user"}
    assert wrong(lambda: step(by, one, member, user=lawyer.user, name="B", **seat)) == {"name"}
    step(by, one, member, user=lawyer.user, **seat)
    assert wrong(lambda: step(by, one, member, user=lawyer.user, **seat)) == {"user"}
    with acting_as(by):
        assert PanelMember.objects.count() == 1
    with acting_as(by), pytest.raises(StaleVersion):
        actions.hear(one=one, by=by, base_version=1, values={"guardian_view": "Late."})


def test_a_decision_needs_its_parts(team, file, lawyer):
    one = stood(team, file, lawyer)
    far = {"review_on": today(), "reasons": "", "best_interests": ""}
    found = wrong(lambda: step(team.supervisor, one, actions.decide, **DECISION | far))
    assert found == {"chosen", "reasons", "best_interests", "review_on"}


def test_states_know_their_owners():
    assert DETERMINATION.allows(State.DRAFT, State.PANEL)
    assert not DETERMINATION.allows(State.DRAFT, State.DECIDED)


@HARD
def test_a_stay_does_not_end_with_the_family_where_there_is_a_risk(team, file):
    placement = placed(make_world(groups={"from_age": 0, "to_age": 17}), team, file)
    placement.file.risk_level = "high"
    ended = {"placement": placement, "by": team.worker, "ended_on": today(), "words": "Home."}
    with acting_as(team.worker), pytest.raises(Refused) as caught:
        placing.end_placement(**ended, exit_kind="family_return")
    assert caught.value.reason == DecisionReason.NOT_DETERMINED
    with acting_as(team.worker):
        assert placing.end_placement(**ended, exit_kind="relatives").exit_kind == "relatives"
