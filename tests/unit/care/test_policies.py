"""The rules of care at their edges: who approves, what is missing before work is sent, until when a service sees a referral."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tests.factories.care import CRITERIA, PRINCIPLES, send_case_referral
from tests.factories.cases import make_concern, make_person, open_case, put_in_state
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.actions import assess, plans
from tutela.care.enums.planning import PlanningReason, Track
from tutela.care.enums.referral import ClosureReason, ReferralReason
from tutela.care.models import Assessment, Closure, Plan, Referral
from tutela.care.policies import approval, closure, planning, referral, scopes
from tutela.care.states import ApprovalState, ReferralState
from tutela.cases.api import CaseFile, ChildView, Consent, FileReason
from tutela.cases.enums.registration import RegistrationReason
from tutela.cases.models import Revision
from tutela.cases.states import FileState
from tutela.circumstances.models import Need
from tutela.decisions.enums import DecisionReason
from tutela.directory.api import ServicePoint
from tutela.kernel.clock import moved_to, now, today
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
        for actor in (worker, head):
            assert rule.why_not(actor, paper(state=state, merged_into_id=uuid.uuid4())) == FileReason.MERGED


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
        with moved_to(now()):
            assert rule.why_not(provider, sent(expires_at=now())) == late, "at that very moment"
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


# --- what is missing before work is sent, and before it is agreed to

said = ChildView(views="Home.")
heard = ChildView(views="Home.", weight="Decisive.", feedback="Told.", agrees="yes")


def assessed(team, file, state="draft", **changes):
    """An assessment with nothing missing but what a test takes away."""
    whole = {
        "strengths": "Likes school.", "risk_level": "medium", "risk_reasons": "A marriage was announced.",
        "reassess_on": today(), "view": said, "principles": PRINCIPLES,
    }  # fmt: skip
    people = {"created_by": team.worker.user, "updated_by": team.worker.user}
    return Assessment(**{"file": file, "key_id": file.child_id, "state": state} | whole | people | changes)


def planned(team, file, state="draft", **changes):
    """A plan with nothing missing; no track is needed, and an assessment was agreed to."""
    assessed(team, file, "approved", decided_at=now(), decided_by=team.supervisor.user, view=None).save()
    plan = plans.start_plan(file=file, by=team.worker, values={"principles": PRINCIPLES, "review_on": today()})
    plan.tracks.update(decision="not_needed")
    for track in plan.tracks.all():
        track.reason = "Agreed with the child."
        track.save()
    for name, value in {"view": said, "state": state, **changes}.items():
        setattr(plan, name, value)
    return plan


@pytest.mark.requirement("R36")
@pytest.mark.requirement("R65")
def test_an_assessment_is_sent_with_strengths_reasons_a_day_views_and_principles(team, file):
    missing = planning.missing_in_assessment
    with acting_as(team.worker):
        assert missing(assessed(team, file)) == []
        for one, reason in (
            ({"strengths": " "}, PlanningReason.NO_STRENGTHS),
            ({"risk_level": ""}, PlanningReason.NO_RISK_REASONS),
            ({"risk_reasons": " "}, PlanningReason.NO_RISK_REASONS),
            ({"reassess_on": None}, PlanningReason.NO_REASSESSMENT),
            ({"view": None}, PlanningReason.NO_VIEW),
            ({"principles": {}}, PlanningReason.NO_PRINCIPLES),
        ):
            assert missing(assessed(team, file, **one)) == [reason], one
            assert planning.submit_assessment.why_not(team.worker, assessed(team, file, **one)) == reason
        assert missing(assessed(team, file, strengths="", protective_persons="The aunt.")) == []
        nothing = {"strengths": "", "risk_level": "", "reassess_on": None, "view": None, "principles": {}}
        assert missing(assessed(team, file, **nothing)) == [
            PlanningReason.NO_STRENGTHS,
            PlanningReason.NO_RISK_REASONS,
            PlanningReason.NO_REASSESSMENT,
            PlanningReason.NO_VIEW,
            PlanningReason.NO_PRINCIPLES,
        ]
        submit = planning.submit_assessment.why_not
        assert submit(team.worker, assessed(team, file)) is None
        assert submit(team.worker, assessed(team, file, "submitted")) == PlanningReason.NOT_A_DRAFT
        assert submit(team.supervisor, assessed(team, file)) == FileReason.NOT_ASSIGNED


@pytest.mark.requirement("R53")
def test_high_risk_has_a_safety_plan_first_and_another_childs_does_not_count(team, file):
    high = assessed(team, file, risk_level="high")
    other = open_case(team, given_names="Bela")
    with acting_as(team.worker):
        safe = {"safe_persons": "The aunt.", "contact_rules": "By the school."}
        assess.make_safety_plan(file=other, by=team.worker, values=safe)
        assert planning.missing_in_assessment(high) == [PlanningReason.NO_SAFETY_PLAN]
        assert planning.missing_in_assessment(assessed(team, file)) == []
        assess.make_safety_plan(file=file, by=team.worker, values=safe)
        assert planning.missing_in_assessment(high) == []


@pytest.mark.requirement("R54")
@pytest.mark.rule("P15")
def test_a_plan_is_sent_after_an_assessment_with_its_tracks_a_day_views_and_principles(team, file):
    with acting_as(team.worker):
        plan = planned(team, file)
        assert (planning.missing_in_plan(plan), planning.submit_plan.why_not(team.worker, plan)) == ([], None)
        for name, lacking, reason in (
            ("review_on", None, PlanningReason.NO_DAY),
            ("view", None, PlanningReason.NO_VIEW),
            ("principles", PRINCIPLES | {"best_interests": ""}, PlanningReason.NO_PRINCIPLES),
        ):
            whole = getattr(plan, name)
            setattr(plan, name, lacking)
            assert planning.missing_in_plan(plan) == [reason]
            assert planning.submit_plan.why_not(team.worker, plan) == reason
            setattr(plan, name, whole)
        plan.state = "submitted"
        assert planning.submit_plan.why_not(team.worker, plan) == PlanningReason.NOT_A_DRAFT
        plan.state = "draft"
        assert planning.submit_plan.why_not(team.supervisor, plan) == FileReason.NOT_ASSIGNED
        plan.tracks.filter(track="LEG").update(decision="undecided")
        assert planning.missing_in_plan(plan) == [PlanningReason.TRACK_UNDECIDED]
        for unfinished in ("draft", "submitted", "returned", "superseded"):
            Assessment.objects.filter(file=file).update(state=unfinished)
            assert planning.missing_in_plan(plan) == [PlanningReason.NO_ASSESSMENT, PlanningReason.TRACK_UNDECIDED], (
                unfinished
            )


@pytest.mark.requirement("R54")
def test_the_assessment_of_another_child_does_not_carry_a_plan(team, file):
    with acting_as(team.worker):
        plan = planned(team, file)
    other = open_case(team, given_names="Bela")
    with acting_as(team.worker):
        Assessment.objects.filter(file=file).update(file=other)
        assert planning.missing_in_plan(plan) == [PlanningReason.NO_ASSESSMENT]


@pytest.mark.requirement("R49")
@pytest.mark.rule("P17")
def test_a_plan_answers_every_need_and_waits_with_a_return(team, file):
    with acting_as(team.worker):
        plan = planned(team, file)
        assert planning.needs_answered(plan) is None
        people = {"created_by": team.worker.user, "updated_by": team.worker.user}
        need = Need.objects.create(file=file, key_id=file.child_id, item="health", **people)
        assert planning.needs_answered(plan) == PlanningReason.NEEDS_WAIT
        assert planning.missing_in_plan(plan) == planning.missing_for_approval(planned(team, file, view=heard)) == [
            PlanningReason.NEEDS_WAIT
        ]  # fmt: skip
        need.reason = "No clinic within a day's walk."
        need.save()
        assert planning.needs_answered(plan) is None
        plan.tracks.filter(track="REI").update(decision="planned")
        plans.add_action(plan=plan, by=team.worker, track="REI", service="return_to_country", goal="Home.", due_on=today())
        assert planning.needs_answered(plan) == DecisionReason.NOT_DETERMINED
        assert planning.missing_in_plan(plan) == [DecisionReason.NOT_DETERMINED]


@pytest.mark.rule("P14")
@pytest.mark.requirement("R65")
def test_a_supervisor_agrees_to_the_work_of_others_once_the_childs_words_have_weight(team, file):
    agree = planning.approve_decision.why_not
    with acting_as(team.supervisor):
        assert agree(team.supervisor, assessed(team, file, "submitted", view=heard)) is None
        assert agree(team.worker, assessed(team, file, "submitted", view=heard)) == FileReason.NO_PERMISSION
        assert agree(team.supervisor, assessed(team, file, view=heard)) == FileReason.NOT_SUBMITTED
        for changes, reason in (
            ({}, PlanningReason.NO_WEIGHT),
            ({"view": None}, PlanningReason.NO_VIEW),
            ({"view": heard, "principles": {}}, PlanningReason.NO_PRINCIPLES),
        ):
            one = assessed(team, file, "submitted", **changes)
            assert (agree(team.supervisor, one), planning.missing_for_approval(one)) == (reason, [reason])
        bare = SimpleNamespace(file=file)  # work of a kind that has neither views nor principles
        assert planning.missing_for_approval(bare) == [PlanningReason.NO_VIEW, PlanningReason.NO_PRINCIPLES]


@pytest.mark.rule("P14")
def test_whoever_wrote_a_version_or_decided_a_track_does_not_agree_to_it(team, file):
    agree = planning.approve_decision.why_not
    with acting_as(team.supervisor):
        work_ = assessed(team, file, "submitted", view=heard)
        trace = {"file": file, "key_id": file.child_id, "section": "assessment", "version": 1, "base_version": 0}
        Revision.objects.create(**trace, subject=work_.pk, by=team.worker.user)
        Revision.objects.create(**trace, subject=uuid.uuid4(), by=team.supervisor.user)
        assert not planning.wrote_part_of(team.supervisor, work_)
        assert agree(team.supervisor, work_) is None
        Revision.objects.create(**trace | {"version": 2, "base_version": 1}, subject=work_.pk, by=team.supervisor.user)
        assert planning.wrote_part_of(team.supervisor, work_)
        assert agree(team.supervisor, work_) == FileReason.OWN_WORK
    with acting_as(team.worker):
        plan, other = planned(team, file, "submitted", view=heard), planned(team, file)
    with acting_as(team.supervisor):
        other.tracks.update(decided_by=team.supervisor.user)
        plan.tracks.update(decided_by=team.worker.user)
        assert agree(team.supervisor, plan) is None
        plan.tracks.filter(track="PSY").update(decided_by=team.supervisor.user)
        assert agree(team.supervisor, plan) == FileReason.OWN_WORK


@pytest.mark.rule("P23")
def test_no_risk_where_abuse_is_named_is_noticed(team, file):
    def noticed(risk="none"):
        with acting_as(team.supervisor):
            return planning.lowers_risk(assessed(team, file, "submitted", risk_level=risk))

    assert noticed() is None
    make_concern(team, open_case(team, given_names="Bela"), concerns=["PC08"])
    make_concern(team, file, concerns=["PC06"], offences=["SECTT"])
    make_concern(team, file, concerns=["PC08"], verification="not_substantiated")
    assert noticed() is None, "a context, another child, and what proved unfounded"
    named = make_concern(team, file, concerns=["PC06", "PC08"])
    assert noticed() == PlanningReason.NO_RISK_WITH_ABUSE
    assert [noticed(level) for level in ("low", "medium", "high")] == [None] * 3
    with acting_as(team.worker):
        type(named).objects.filter(pk=named.pk).update(concerns=["PC06"], offences=["SECTT", "SEC01"])
    assert noticed() == PlanningReason.NO_RISK_WITH_ABUSE


# --- closing asks for everything at once; a referral goes to a safe place on a basis


def closing(team, file, **changes):
    """A request to close with nothing missing but what a test takes away."""
    whole = {
        "reason": "GOALS", "criteria": dict.fromkeys(CRITERIA, True), "view": said, "principles": PRINCIPLES,
        "continuing_support": "School counsellor.", "post_closure_on": today(),
    }  # fmt: skip
    people = {"created_by": team.worker.user, "updated_by": team.worker.user}
    return Closure(**{"file": file, "key_id": file.child_id} | whole | people | changes)


@pytest.mark.requirement("R63")
@pytest.mark.rule("P16")
def test_closing_is_asked_for_with_everything_it_needs(team, file):
    active = put_in_state(file, "active", team.worker)
    submit = closure.submit_closure.why_not

    def why(by=team.worker, **changes):
        with acting_as(by):
            return submit(by, closing(team, active, **changes))

    assert why() is None
    assert why(state="submitted") == ClosureReason.NOT_A_DRAFT
    assert why(by=team.supervisor) == FileReason.NOT_ASSIGNED
    assert why(criteria={}) == ClosureReason.NO_CRITERIA
    assert why(view=None) == why(reason="MOVED", view=ChildView(views=" ")) == ClosureReason.NO_VIEW
    assert why(reason="DIED", view=None, continuing_support="", post_closure_on=None) is None
    for reason, attempts, expected in (
        ("LOST", ["one", "two"], ClosureReason.NO_ATTEMPTS),
        ("LOST", ["one", "two", "three"], None),
        ("LOST", ["one", "two", "three", "four"], None),
        ("MOVED", [], None),
    ):
        assert why(reason=reason, attempts=attempts) == expected, (reason, attempts)
    assert why(continuing_support=" ") == ClosureReason.NO_SUPPORT
    assert why(principles={}) == ClosureReason.NO_PRINCIPLES
    assert why(view=ChildView(views="I do not want it.", agrees="no")) == DecisionReason.UNWANTED_CLOSURE


@pytest.mark.rule("P17")
def test_a_closing_against_the_childs_words_is_not_agreed_to_before_a_determination(team, file):
    against = ChildView(views="I do not want it.", weight="Some.", feedback="Told.", agrees="no")
    with acting_as(team.supervisor):
        assert planning.missing_for_approval(closing(team, file, view=heard)) == []
        assert planning.missing_for_approval(closing(team, file, view=against)) == [DecisionReason.UNWANTED_CLOSURE]
        assert planning.missing_for_approval(assessed(team, file, view=against)) == [], "only a closing ends something"


@pytest.mark.rule("P16")
def test_a_closing_waits_for_referrals_that_run_for_this_child(team, file):
    active = put_in_state(file, "active", team.worker)
    other = open_case(team, given_names="Bela")
    send_case_referral(team, other)
    with acting_as(team.worker):
        assert closure.submit_closure.why_not(team.worker, closing(team, active)) is None
    sent = send_case_referral(team, active)
    with acting_as(team.worker):
        for state in ReferralState:
            Referral.objects.filter(pk=sent.pk).update(state=state)
            runs = state in ("sent", "received", "accepted", "started")
            expected = ClosureReason.OPEN_REFERRALS if runs else None
            assert closure.submit_closure.why_not(team.worker, closing(team, active)) == expected, state


@pytest.mark.rule("P11")
@pytest.mark.rule("P17")
@pytest.mark.rule("P18")
def test_a_referral_is_sent_by_the_worker_to_a_safe_service_once_nothing_waits(team, file):
    consent = Consent(file=file, decision="given", basis="consent", purpose="referral")

    def why(by=team.worker, service="first_medical_care", **changes):
        one = Referral(file=file, service_point=team.point, service=service, **{"consent": consent} | changes)
        with acting_as(by):
            return referral.send_referral.why_not(by, one)

    assert why() is None
    assert why(by=team.supervisor) == FileReason.NOT_ASSIGNED
    assert why(consent=None) == ReferralReason.NO_CONSENT
    assert why(service="return_to_country") == DecisionReason.NOT_DETERMINED
    assert why(service="return_to_country", consent=None) == DecisionReason.NOT_DETERMINED
    for risk, reason in (("low", None), ("high", DecisionReason.NOT_DETERMINED)):
        file.risk_level = risk
        assert why(service="family_reunification") == reason, risk
    make_person(team, file, unsafe=True, office=team.clinic)
    assert why() == RegistrationReason.UNSAFE_OFFICE
    assert why(service="return_to_country") == RegistrationReason.UNSAFE_OFFICE
    team.point.suspended_on = today()
    assert why(consent=None) == ReferralReason.SERVICE_SUSPENDED
