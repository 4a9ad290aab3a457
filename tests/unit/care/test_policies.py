"""The rules of care at their edges: who approves, what is missing before work is sent, until when a service sees a referral."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.actions import plans
from tutela.care.enums.planning import PlanningReason, Track
from tutela.care.enums.referral import ClosureReason, ReferralReason
from tutela.care.models import Assessment, Plan, Referral
from tutela.care.policies import approval, closure, planning, referral, scopes
from tutela.care.states import ApprovalState, ReferralState
from tutela.cases.api import CaseFile, Consent, FileReason
from tutela.cases.states import FileState
from tutela.directory.api import ServicePoint
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

P = Permission
DAY = dt.timedelta(days=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, P.FILE_ASSIGN, offices=[OFFICE])
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_WORK, P.FILE_APPROVE, P.FILE_ASSIGN, offices=[uuid.uuid4()])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def work(state="submitted", **fields):
    base = {"file": paper(), "created_by_id": WORKER, "updated_by_id": WORKER}
    return SimpleNamespace(**base | {"state": state} | fields)


# --- two persons


@pytest.mark.rule("P14")
def test_submitted_work_is_approved_by_somebody_else_of_the_office():
    approve, me = approval.approve.why_not, uuid.uuid4()
    for state in ApprovalState:
        assert approve(head, work(state)) == (None if state == "submitted" else FileReason.NOT_SUBMITTED), state
    assert approve(viewer, work()) == FileReason.NO_PERMISSION
    assert approve(stranger, work()) == FileReason.NOT_VISIBLE
    own = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=me)
    assert approve(own, work(created_by_id=me)) == FileReason.OWN_WORK
    assert approve(own, work(updated_by_id=me)) == FileReason.OWN_WORK
    assert approve(own, work()) is None


@pytest.mark.parametrize("state", ApprovalState)
def test_drafts_and_what_was_returned_are_changed(state):
    expected = None if state in ("draft", "returned") else PlanningReason.NOT_A_DRAFT
    assert planning.edit_draft.why_not(worker, work(state)) == expected
    assert planning.edit_draft.why_not(head, work(state)) == FileReason.NOT_ASSIGNED
    assert planning.edit_draft.why_not(worker, work(state, file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("state", "open_"), [("planned", True), ("unmet", True), ("done", False), ("not_done", False), ("dropped", False)]
)
def test_an_action_is_changed_until_it_has_ended(state, open_):
    action = SimpleNamespace(file=paper(), state=state)
    assert planning.change_action.why_not(worker, action) == (None if open_ else PlanningReason.ACTION_ENDED)
    assert planning.change_action.why_not(head, action) == FileReason.NOT_ASSIGNED


# --- the child's views, the principles, the tracks


@pytest.mark.requirement("R65")
def test_views_are_recorded_weighed_and_answered():
    def view(views="", weight="", feedback="", because=""):
        return SimpleNamespace(views=views, weight=weight, feedback=feedback, not_obtained_because=because)

    assert planning.view_recorded(None) == PlanningReason.NO_VIEW
    assert planning.view_weighed(None) == PlanningReason.NO_VIEW
    for silent in (view(), view(views=" ", because=" "), view(weight="Decisive.", feedback="Told.")):
        assert planning.view_recorded(silent) == planning.view_weighed(silent) == PlanningReason.NO_VIEW
    for said in (view(views="Home."), view(because="A newborn.")):
        assert planning.view_recorded(said) is None
    assert planning.view_weighed(view(because="A newborn.")) is None
    assert planning.view_weighed(view("Home.", "Decisive.", "Told.")) is None
    for lacking in (view("Home."), view("Home.", "Decisive."), view("Home.", "", "Told."), view("Home.", " ", " ", "No.")):
        assert planning.view_weighed(lacking) == PlanningReason.NO_WEIGHT


def test_each_of_the_four_principles_has_a_sentence():
    whole = dict.fromkeys(
        ("non_discrimination", "best_interests", "survival_and_development", "views_of_the_child"), "Said."
    )
    assert planning.principles_stated(whole) is None
    for name in whole:
        assert planning.principles_stated(whole | {name: " "}) == PlanningReason.NO_PRINCIPLES
        assert (
            planning.principles_stated({key: said for key, said in whole.items() if key != name})
            == PlanningReason.NO_PRINCIPLES
        )


@pytest.mark.rule("P15")
def test_every_track_is_planned_with_an_action_or_not_needed_with_a_reason():
    def decided(changes=None, actions=None):
        rows = {track.value: ("not_needed", "Nothing to do.") for track in Track} | (changes or {})
        tracks = [SimpleNamespace(track=name, decision=row[0], reason=row[1]) for name, row in rows.items() if row]
        acts = [SimpleNamespace(track=track, state=state) for track, state in actions or []]
        return planning.tracks_decided(
            SimpleNamespace(tracks=SimpleNamespace(all=lambda: tracks), actions=SimpleNamespace(all=lambda: acts))
        )

    assert decided() is None
    for track in Track:
        one = track.value
        assert decided({one: None}) == PlanningReason.TRACK_UNDECIDED
        assert decided({one: ("open", "")}) == PlanningReason.TRACK_UNDECIDED
        assert decided({one: ("not_needed", " ")}) == PlanningReason.TRACK_UNJUSTIFIED
        assert decided({one: ("planned", "")}) == PlanningReason.TRACK_EMPTY
        assert decided({one: ("planned", "")}, [(one, "dropped")]) == PlanningReason.TRACK_EMPTY
        assert decided({one: ("planned", "")}, [(one, "planned")]) is None
        assert decided({one: ("planned", "")}, [(one, "done")]) is None
        other = next(name.value for name in Track if name != track)
        assert decided({one: ("planned", "")}, [(other, "planned")]) == PlanningReason.TRACK_EMPTY


@pytest.mark.rule("P23")
def test_lowering_a_high_risk_is_noticed():
    def agreed(before, after):
        return planning.lowers_risk(Assessment(file=paper(risk_level=before), risk_level=after))

    for after in ("medium", "low", "none", ""):
        assert agreed("high", after) == PlanningReason.RISK_LOWERED, after
    assert agreed("high", "high") is None
    for before, after in (("medium", "low"), ("", "high"), ("low", "medium")):
        assert agreed(before, after) is None
    assert planning.lowers_risk(Plan(file=paper(risk_level="high"))) is None


@pytest.mark.rule("P23")
def test_the_concerns_that_name_abuse():
    assert " ".join(sorted(planning.ABUSE_CONCERNS)) == (
        "PC01 PC02 PC03 PC04 PC05 PC07 PC08 PC09 PC10 PC11 PC12 PC13 PC14 PC15 PC16 PC18 PC24 PC25 PC30 PC31"
    )
    assert {"SECTT"} == planning.NOT_ABUSE


@pytest.mark.rule("P17")
def test_closing_waits_for_visits_first_and_against_the_child_for_a_determination(monkeypatch):
    def waits(view, visits=None):
        monkeypatch.setattr(planning.end_file, "why_not", lambda file, reason: visits and (reason, visits))
        monkeypatch.setattr(planning.weigh_steps, "why_not", lambda file, steps: (file, steps))
        return planning.closing_waits(SimpleNamespace(file="file", view=view, reason="GOALS"))

    assert waits(SimpleNamespace(agrees="no")) == ("file", ["closure_against_view"])
    for view in (None, SimpleNamespace(agrees="yes"), SimpleNamespace(agrees="unknown")):
        assert waits(view) == ("file", [])
    assert waits(SimpleNamespace(agrees="no"), "visits") == ("GOALS", "visits")


# --- closing, and after it


@pytest.mark.rule("P16")
def test_criteria_are_answered_and_met_where_goals_are_the_reason():
    met = dict.fromkeys(("child_safe", "goals_met", "care_supported", "no_further_concern"), True)
    assert set(closure.CRITERIA) == set(met)
    for reason in ("GOALS", "MOVED"):
        assert closure.criteria_answered(SimpleNamespace(criteria=met, reason=reason)) is None
        for name in met:
            lacking = {key: value for key, value in met.items() if key != name}
            assert closure.criteria_answered(SimpleNamespace(criteria=lacking, reason=reason)) == ClosureReason.NO_CRITERIA
            unmet = ClosureReason.CRITERIA_NOT_MET if reason == "GOALS" else None
            assert closure.criteria_answered(SimpleNamespace(criteria=met | {name: False}, reason=reason)) == unmet


@pytest.mark.rule("P16")
def test_support_goes_on_and_somebody_looks_again_within_three_months():
    def arranged(day, support="School.", reason="GOALS"):
        return closure.afterwards_arranged(SimpleNamespace(reason=reason, continuing_support=support, post_closure_on=day))

    for day in (today(), today() + DAY, today() + 92 * DAY):
        assert arranged(day) is None
    for day in (None, today() - DAY, today() + 93 * DAY):
        assert arranged(day) == ClosureReason.NO_POST_CLOSURE
    assert arranged(today(), " ") == ClosureReason.NO_SUPPORT
    for reason in ("DIED", "ERROR"):
        assert arranged(None, "", reason) is None


@pytest.mark.requirement("R63")
@pytest.mark.parametrize("state", FileState)
def test_after_closing_the_worker_and_the_office_have_contact_and_may_open_again(state):
    contact = None if state == "closed" else FileReason.NOT_CLOSED
    again = None if state in ("closed", "not_accepted") else FileReason.NOT_ALREADY_OPEN
    opener = holding(P.FILE_OPEN, user_id=uuid.uuid4())
    for actor, may_write, may_open in ((worker, True, True), (head, True, True), (viewer, True, False)):
        file = paper(state=state)
        assert closure.contact_after_closing.why_not(actor, file) == (contact if may_write else FileReason.NOT_ASSIGNED)
        assert closure.reopen_file.why_not(actor, file) == (again if may_open or again else FileReason.NO_PERMISSION)
    mine = paper(state=state, worker_id=None, opened_by_id=opener.id)
    assert closure.contact_after_closing.why_not(opener, mine) == (contact or FileReason.NOT_ASSIGNED)
    assert closure.reopen_file.why_not(opener, mine) == (again or FileReason.NO_PERMISSION)
    for rule in (closure.contact_after_closing, closure.reopen_file):
        assert rule.why_not(stranger, paper(state=state)) == FileReason.NOT_VISIBLE


# --- referrals


@pytest.mark.rule("P12")
@pytest.mark.parametrize("state", ReferralState)
def test_a_service_sees_a_referral_from_sending_until_it_is_cut(state):
    service = uuid.uuid4()
    provider = holding(P.REFERRAL_ANSWER, offices=[service])

    def sent(**fields):
        return Referral(
            **{"provider_office_id": service, "state": state, "expires_at": now() + DAY, "file": paper()} | fields
        )

    cut = ReferralReason.EXPIRED if state in ("recalled", "expired") else None
    expected = ReferralReason.NOT_THE_SERVICE if state == "draft" else cut
    for rule in (referral.open_as_service, referral.see_referral):
        assert rule.why_not(provider, sent()) == expected
        late = ReferralReason.NOT_THE_SERVICE if state == "draft" else ReferralReason.EXPIRED
        assert rule.why_not(provider, sent(expires_at=now())) == late
        for other in (holding(P.REFERRAL_ANSWER, offices=[OFFICE]), holding(P.FILE_WORK, offices=[service])):
            assert rule.why_not(other, sent()) == ReferralReason.NOT_THE_SERVICE
    assert referral.open_as_service.why_not(worker, sent()) == ReferralReason.NOT_THE_SERVICE
    assert referral.see_referral.why_not(worker, sent(expires_at=now())) is None
    assert referral.recall_referral.why_not(worker, sent()) is None
    assert referral.recall_referral.why_not(head, sent()) == FileReason.NOT_ASSIGNED


@pytest.mark.rule("P10")
@pytest.mark.rule("P18")
def test_a_referral_rests_on_a_consent_for_sharing_and_a_service_that_takes_children():
    def consent(**fields):
        return Consent(**{"decision": "given", "basis": "consent", "given_by": None, "purpose": "referral"} | fields)

    assert referral.share_on.why_not(consent()) is None
    assert referral.share_on.why_not(consent(purpose="sharing")) is None
    for lacking in (None, consent(purpose="interview"), consent(decision="refused"), consent(withdrawn_at=now())):
        assert referral.share_on.why_not(lacking) == ReferralReason.NO_CONSENT
    assert referral.use_service.why_not(ServicePoint(suspended_on=None)) is None
    assert referral.use_service.why_not(ServicePoint(suspended_on=today())) == ReferralReason.SERVICE_SUSPENDED


def test_one_task_covers_answering_and_no_other():
    for task in Permission:
        expected = None if task == P.REFERRAL_ANSWER else AccountsReason.OUTSIDE_SCOPE
        assert scopes.covers_answering.why_not(holding(task)) == expected, task


@pytest.mark.rule("P17")
def test_what_was_dropped_from_a_plan_is_no_longer_weighed(team, file, monkeypatch):
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
        for service, state in (("return_to_country", "dropped"), ("return_to_school", "planned")):
            action = plans.add_action(plan=plan, by=team.worker, track="REI", service=service, goal="Home.", due_on=today())
            type(action).objects.filter(pk=action.pk).update(state=state)
        assert planning.needs_answered(plan) is None
        monkeypatch.setattr(planning.weigh_steps, "why_not", lambda asked, steps: (asked.pk, [*steps]))
        assert planning.needs_answered(plan) == (file.pk, ["return_to_school"])
