"""The rules and actions of planning, attacked one by one."""

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import actor_of, make_actor, make_office, make_user
from tests.unit.care.planning.conftest import SENTENCES, SOON, opened
from tutela.accounts.models import User
from tutela.care.actions import approvals, assess, plans
from tutela.care.enums.planning import PlanningReason
from tutela.care.models import Assessment, Closure, Plan, PlanAction, PlanTrack
from tutela.care.policies import planning as rules
from tutela.care.queries.work import refusals
from tutela.care.states import APPROVAL
from tutela.cases.actions import concerns, views_of_child
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, ChildView, Deadline
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState

pytestmark = pytest.mark.django_db
NOBODY = "01a20b34-0000-7000-8000-000000000000"


def refused(reason):
    return pytest.raises(Refused, check=lambda error: error.reason == reason)


def wrong(*fields):
    return pytest.raises(InvalidInput, check=lambda error: set(error.fields) == set(fields))


def decided(work, by, note=""):
    """Approved by ``by`` in a transaction of theirs."""
    with acting_as(by):
        return approvals.approve_work(work=type(work).objects.get(pk=work.pk), by=by, note=note)


# The child's views.


@pytest.mark.requirement("R65")
@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"about": "lunch"}, {"about"}),
        ({"views": " "}, {"views"}),
        ({"heard_on": None}, {"heard_on"}),
        ({"heard_on": today() + dt.timedelta(days=1)}, {"heard_on"}),
        ({"present": [NOBODY]}, {"present"}),
        ({"present": ["nobody"]}, {"present"}),
        ({"chosen_by_child": "perhaps"}, {"chosen_by_child"}),
        ({"free": True}, {"free"}),
    ],
)
def test_views_are_checked(acting, values, fields):
    with wrong(*fields):
        acting.view(**values)


@pytest.mark.rule("P36")
def test_a_person_marked_unsafe_takes_the_freedom_from_views(acting):
    assert acting.view(present=[str(acting.aunt.pk)]).free is True
    assert acting.view(present=[str(acting.aunt.pk), str(acting.uncle.pk)]).free is False


def test_feedback_keeps_its_day_until_it_changes(acting):
    view = acting.view()
    weighed = views_of_child.weigh_view(view=view, by=acting.me, base_version=1, weight="Some.", feedback="")
    assert weighed.feedback_on is None
    told = views_of_child.weigh_view(view=weighed, by=acting.me, base_version=2, weight="Some.", feedback="Told.")
    assert told.feedback_on == today()
    ChildView.objects.filter(pk=view.pk).update(feedback_on=today() - dt.timedelta(days=3))
    told.refresh_from_db()
    again = views_of_child.weigh_view(view=told, by=acting.me, base_version=3, weight="More.", feedback="Told.")
    assert again.feedback_on == today() - dt.timedelta(days=3)
    with pytest.raises(StaleVersion):
        views_of_child.weigh_view(view=again, by=acting.me, base_version=1, weight="x", feedback="y")


# Assessments.


@pytest.mark.requirement("R36")
@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"factors": {"ZZZ": {"state": "present"}}}, {"factors"}),
        ({"factors": {"A06": "present"}}, {"factors"}),
        ({"factors": {"A06": {"state": "sometimes"}}}, {"factors"}),
        ({"factors": {"A06": {"state": "present", "level": "galaxy"}}}, {"factors"}),
        ({"chains": [["A06", "A06"]]}, {"chains"}),
        ({"chains": [["A06", "A01"]]}, {"chains"}),
        ({"chains": ["A06"]}, {"chains"}),
        ({"chains": [["A06", 7]]}, {"chains"}),
        ({"factor_notes": {"C01": {"note": "x"}}}, {"factor_notes"}),
        ({"principles": {"luck": "x"}}, {"principles"}),
        ({"risk_level": "extreme"}, {"risk_level"}),
        ({"reassess_on": dt.date(2001, 1, 1)}, {"reassess_on"}),
        ({"score": 7}, {"score"}),
    ],
)
def test_assessments_are_checked(acting, values, fields):
    with wrong(*fields):
        acting.assessment(**values)
    assert not Assessment.objects.exists()


@pytest.mark.rule("P9")
@pytest.mark.requirement("R37")
def test_chains_are_confirmed_one_by_one_and_nothing_is_added_up(acting):
    work = acting.assessment()
    linked = assess.link_factors(assessment=work, by=acting.me, base_version=1, start="A06", end="B09")
    assert linked.chains == [["A06", "B09"]]
    same = assess.link_factors(assessment=linked, by=acting.me, base_version=2, start="A06", end="B09")
    assert (same.chains, same.version) == ([["A06", "B09"]], 2)
    gone = assess.link_factors(assessment=same, by=acting.me, base_version=2, start="A06", end="B09", confirmed=False)
    assert gone.chains == []
    names = {field.name for field in Assessment._meta.get_fields()}
    assert not [name for name in names if "score" in name or "points" in name]


def test_views_of_another_file_do_not_count(acting):
    other = opened(acting.worker, acting.supervisor, acting.office, "Other")
    view = acting.view()
    for start in (assess.start_assessment, plans.start_plan):
        with wrong("view"):
            start(file=other, by=acting.me, values={"view": view})


@pytest.mark.requirement("R52")
def test_fleeing_brings_a_contact_on_the_same_day_unless_refused(acting):
    work = acting.assessment(fled=True)
    first = Deadline.objects.get(kind="flight_contact", subject=work.pk)
    assert first.due_at.date() <= today() + dt.timedelta(days=1)
    work = assess.revise_assessment(assessment=work, by=acting.me, base_version=1, values={"needs": "Shelter"})
    assert Deadline.objects.get(kind="flight_contact", subject=work.pk).due_at == first.due_at
    notes = {"fled": {"from": "home", "no_contact_because": "The family listens."}}
    work = assess.revise_assessment(assessment=work, by=acting.me, base_version=2, values={"factor_notes": notes})
    first.refresh_from_db()
    assert first.cancelled_at is not None
    assess.revise_assessment(assessment=work, by=acting.me, base_version=3, values={"factor_notes": {}})
    assert Deadline.objects.filter(kind="flight_contact", subject=work.pk, cancelled_at=None).count() == 1


@pytest.mark.requirement("R15")
@pytest.mark.requirement("R36")
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"strengths": " "}, PlanningReason.NO_STRENGTHS),
        ({"risk_level": ""}, PlanningReason.NO_RISK_REASONS),
        ({"risk_reasons": ""}, PlanningReason.NO_RISK_REASONS),
        ({"reassess_on": None}, PlanningReason.NO_REASSESSMENT),
        ({"view": None}, PlanningReason.NO_VIEW),
        ({"risk_level": "high"}, PlanningReason.NO_SAFETY_PLAN),
        ({"principles": SENTENCES | {"best_interests": " "}}, PlanningReason.NO_PRINCIPLES),
    ],
)
def test_what_is_missing_stands_against_submitting(acting, values, reason):
    work = acting.assessment(**{"view": acting.view(), **values})
    assert rules.missing_in_assessment(work) == [reason]
    with refused(reason):
        assess.submit_for_approval(assessment=work, by=acting.me)


def test_protective_persons_are_strengths_and_a_safety_plan_opens_high(acting):
    assess.make_safety_plan(file=acting.now(), by=acting.me, values={"safe_persons": "Aunt", "contact_rules": "Noon"})
    reason_for_no_view = acting.view(views="", not_obtained_because="Not awake.")
    work = acting.assessment(strengths="", protective_persons="Aunt", risk_level="high", view=reason_for_no_view)
    assert assess.submit_for_approval(assessment=work, by=acting.me).state == "submitted"
    with refused(PlanningReason.NOT_A_DRAFT):
        assess.submit_for_approval(assessment=work, by=acting.me)
    with refused(PlanningReason.NOT_A_DRAFT):
        assess.revise_assessment(assessment=work, by=acting.me, base_version=1, values={})
    decided(work, acting.boss)
    assert acting.now().risk_level == "high"


def test_safety_plans_are_checked(acting):
    with wrong("safe_persons", "contact_rules", "secret"):
        assess.make_safety_plan(file=acting.now(), by=acting.me, values={"secret": 1})


def test_two_who_submit_at_once(acting):
    work = acting.assessment(view=acting.view())
    same = Assessment.objects.select_related("view").get(pk=work.pk)
    assess.submit_for_approval(assessment=work, by=acting.me)
    with pytest.raises(WrongState):
        assess.submit_for_approval(assessment=same, by=acting.me)


# Deciding.


@pytest.mark.rule("P14")
def test_who_wrote_any_version_does_not_decide(case):
    with acting_as(case.me):
        work = case.submitted()
        with refused(FileReason.NO_PERMISSION):
            approvals.approve_work(work=work, by=case.me)
    with acting_as(case.boss):
        assert rules.approve_decision.allows(case.boss, work)
        plan = Plan.objects.create(file=case.now(), key_id=work.key_id, created_by_id=case.me.id, updated_by_id=case.me.id)
        PlanTrack.objects.create(file=case.now(), key_id=work.key_id, plan=plan, track="MED", decided_by_id=case.boss.id)
        plan.state = "submitted"
        plan.save()
        with refused(FileReason.OWN_WORK):
            approvals.approve_work(work=plan, by=case.boss)


@pytest.mark.rule("P14")
def test_an_earlier_version_written_by_the_supervisor_counts_too(case):
    with acting_as(case.me):
        work = case.assessment(view=case.weighed_view())
    with acting_as(case.boss):
        CaseFile.objects.filter(pk=case.file.pk).update(worker=case.supervisor)
        work = Assessment.objects.get(pk=work.pk)
        assess.revise_assessment(assessment=work, by=case.boss, base_version=1, values={"needs": "Books"})
        CaseFile.objects.filter(pk=case.file.pk).update(worker=case.worker)
    with acting_as(case.me):
        work = Assessment.objects.get(pk=work.pk)
        work = assess.revise_assessment(assessment=work, by=case.me, base_version=2, values={"needs": "Books, shoes"})
        assess.submit_for_approval(assessment=work, by=case.me)
    with refused(FileReason.OWN_WORK):
        decided(work, case.boss)
    other = actor_of(make_user("supervisor", office=case.office))
    assert decided(work, other).state == "approved"


def test_outside_the_office_there_is_nothing(case):
    with acting_as(case.me):
        work = case.submitted()
    far = actor_of(make_user("supervisor", office=make_office()))
    with acting_as(case.boss):
        assert rules.approve_decision.why_not(far, work) == FileReason.NOT_VISIBLE


@pytest.mark.requirement("R65")
def test_approval_waits_for_weight_and_feedback(case):
    with acting_as(case.me):
        work = case.submitted(view=case.view())
    with refused(PlanningReason.NO_WEIGHT):
        decided(work, case.boss)
    with acting_as(case.boss):
        Assessment.objects.filter(pk=work.pk).update(view=None)
    with refused(PlanningReason.NO_VIEW):
        decided(work, case.boss)


@pytest.mark.rule("P23")
@pytest.mark.parametrize(
    ("before", "level", "labels", "attention"),
    [
        ("high", "medium", {}, PlanningReason.RISK_LOWERED),
        ("high", "none", {"offences": ["FMAR"]}, PlanningReason.RISK_LOWERED),
        ("medium", "none", {"offences": ["FMAR"]}, PlanningReason.NO_RISK_WITH_ABUSE),
        ("UNK", "none", {"concerns": ["PC15"]}, PlanningReason.NO_RISK_WITH_ABUSE),
        ("UNK", "none", {"offences": ["FMAR"], "verification": "not_substantiated"}, None),
        ("UNK", "none", {"offences": ["SECTT"]}, None),
        ("UNK", "none", {"concerns": ["PC29"]}, None),
        ("UNK", "low", {"offences": ["FMAR"]}, None),
        ("high", "high", {}, None),
    ],
)
def test_lowering_needs_the_supervisors_own_reasons(case, before, level, labels, attention):
    with acting_as(case.me):
        if labels:
            concerns.add_concern(file=case.now(), by=case.me, values=labels)
        assess.make_safety_plan(file=case.now(), by=case.me, values={"safe_persons": "Aunt", "contact_rules": "Noon"})
        work = case.submitted(risk_level=level)
        file = case.now()
        file.risk_level = before
        file.save()
        assert rules.lowers_risk(Assessment.objects.get(pk=work.pk)) == attention
    if attention:
        with wrong("note"):
            decided(work, case.boss, " ")
    assert decided(work, case.boss, "Seen twice; safe." if attention else "").state == "approved"
    with acting_as(case.boss):
        assert case.now().risk_level == level


def test_a_returned_one_goes_on_and_is_sent_again(case):
    with acting_as(case.me):
        work = case.submitted()
    with acting_as(case.boss):
        with wrong("note"):
            approvals.return_work(work=work, by=case.boss, note=" ")
        approvals.return_work(work=work, by=case.boss, note="Who is the aunt?")
        assert work.decision_note == "Who is the aunt?"
        with refused(FileReason.NOT_SUBMITTED):
            approvals.return_work(work=work, by=case.boss, note="Again")
    with acting_as(case.me):
        again = assess.submit_for_approval(assessment=Assessment.objects.get(pk=work.pk), by=case.me)
        assert (again.state, again.decided_by_id) == ("submitted", None)


def test_a_newer_assessment_replaces_the_one_before(case):
    works = []
    for _round in range(2):
        with acting_as(case.me):
            works.append(case.submitted())
        decided(works[-1], case.boss)
    with acting_as(case.boss):
        assert [Assessment.objects.get(pk=work.pk).state for work in works] == ["superseded", "approved"]


def test_two_supervisors_at_once(case):
    with acting_as(case.me):
        work = case.submitted()
    with acting_as(case.boss):
        seen = Assessment.objects.get(pk=work.pk)
    decided(work, case.boss)
    other = actor_of(make_user("supervisor", office=case.office))
    with acting_as(other), refused(FileReason.NOT_SUBMITTED):
        approvals.approve_work(work=seen, by=other)


@pytest.mark.rule("P15")
@pytest.mark.requirement("R54")
def test_every_track_is_planned_or_justified(case):
    with acting_as(case.me):
        plan = case.plan(view=case.weighed_view())
        case.justify(plan)
        with refused(PlanningReason.NO_ASSESSMENT):
            plans.submit_plan_for_approval(plan=plan, by=case.me)
        work = case.submitted()
    decided(work, case.boss)
    with acting_as(case.me):
        plan = Plan.objects.select_related("view").get(pk=plan.pk)
        assert rules.missing_in_plan(plan) == []
        for values, reason in (
            ({"decision": "undecided"}, PlanningReason.TRACK_UNDECIDED),
            ({"decision": "planned"}, PlanningReason.TRACK_EMPTY),
        ):
            plan.tracks.filter(track="LEG").update(**values)
            with refused(reason):
                plans.submit_plan_for_approval(plan=plan, by=case.me)
        row = plan.tracks.get(track="LEG")
        row.decision, row.reason = "not_needed", " "
        row.save()
        with refused(PlanningReason.TRACK_UNJUSTIFIED):
            plans.submit_plan_for_approval(plan=plan, by=case.me)
        action = plans.add_action(plan=plan, by=case.me, track="LEG", service="legal_aid", goal="Advice", due_on=SOON)
        assert plan.tracks.get(track="LEG").decision == "planned"
        plans.drop_action(action=action, by=case.me)
        with refused(PlanningReason.TRACK_EMPTY):
            plans.submit_plan_for_approval(plan=plan, by=case.me)
        with refused(PlanningReason.ACTION_ENDED):
            plans.drop_action(action=action, by=case.me)
        plans.add_action(plan=plan, by=case.me, track="LEG", service="OTH", goal="Advice", due_on=SOON)
        plan = plans.revise_plan(plan=plan, by=case.me, base_version=1, values={"review_on": None})
        with refused(PlanningReason.NO_DAY):
            plans.submit_plan_for_approval(plan=plan, by=case.me)


def test_a_plan_in_force_replaces_the_one_before(case):
    with acting_as(case.me):
        work = case.submitted()
    decided(work, case.boss)
    approved = []
    for day in (SOON, None):
        with acting_as(case.me):
            plan = case.plan(view=case.weighed_view())
            case.justify(plan)
            approved.append(plans.submit_plan_for_approval(plan=plan, by=case.me))
        if day is None:
            with acting_as(case.boss):
                Plan.objects.filter(pk=plan.pk).update(review_on=None)
        decided(plan, case.boss)
    with acting_as(case.me):
        assert [Plan.objects.get(pk=plan.pk).state for plan in approved] == ["superseded", "approved"]
        assert case.now().state == "planned"
        with refused(PlanningReason.NOT_A_DRAFT):
            case.justify(plan, "MED")


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"track": "XXX"}, {"track"}),
        ({"service": "legal_aid"}, {"service"}),
        ({"service": "magic"}, {"service"}),
        ({"goal": " "}, {"goal"}),
        ({"due_on": dt.date(2001, 1, 1)}, {"due_on"}),
        ({"owner_id": 999_999_999}, {"owner"}),
        ({"unmet_reason": "lazy"}, {"unmet_reason"}),
        ({"unmet_reason": "full", "refusal_stated": "poverty"}, {"refusal_stated"}),
        ({"unmet_reason": "refused_service"}, {"refusal_stated", "refusal_suspected"}),
        (
            {"unmet_reason": "refused_service", "refusal_stated": "poverty", "refusal_suspected": "spite"},
            {"refusal_suspected"},
        ),
    ],
)
def test_actions_are_checked(acting, values, fields):
    plan = acting.plan()
    if "owner_id" in values:
        values = {"owner_id": uuid.uuid4()}
    given = {"track": "MED", "service": "nutrition", "goal": "Meals", "due_on": SOON} | values
    with wrong(*fields):
        plans.add_action(plan=plan, by=acting.me, **given)
    assert not PlanAction.objects.exists()


@pytest.mark.requirement("R60")
@pytest.mark.parametrize(("suspected", "mechanism"), [("nationality_or_origin", True), ("not_stated", False)])
def test_a_refusal_keeps_both_grounds_and_tells_the_supervisor(
    acting, suspected, mechanism, mailoutbox, django_capture_on_commit_callbacks
):
    """By the list's mark the independent mechanism is told, too; the e-mail names nobody."""
    people = {"supervisor": actor_of(acting.supervisor), "ombudsperson": make_actor("ombudsperson")}
    for name, actor in people.items():
        User.objects.filter(pk=actor.id).update(email=f"{name}@example.org")
    plan = acting.plan()
    with django_capture_on_commit_callbacks(execute=True):
        action = plans.add_action(
            plan=plan, by=acting.me, track="MED", service="nutrition", goal="Meals", due_on=SOON,
            unmet_reason="refused_service", refusal_stated="not_stated", refusal_suspected=suspected,
        )  # fmt: skip
    assert (action.refusal_stated, action.refusal_suspected) == ("not_stated", suspected)
    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {"supervisor@example.org"} | ({"ombudsperson@example.org"} if mechanism else set())
    assert not any(plan.file.number in mail.body + mail.subject for mail in mailoutbox)
    assert [row.pk for row in refusals(actor_of(acting.supervisor))] == [action.pk]
    assert refusals(acting.me) == []


@pytest.mark.requirement("R59")
def test_a_missing_service_is_an_unmet_need_with_its_reason(acting):
    plan = acting.plan()
    action = plans.add_action(
        plan=plan,
        by=acting.me,
        track="MED",
        service="nutrition",
        goal="Meals",
        due_on=SOON,
        unmet_reason="full",
        owner_id=acting.supervisor.pk,
    )
    assert (action.state, action.unmet_reason, action.owner_id) == ("unmet", "full", acting.supervisor.pk)
    with wrong("decision"):
        acting.justify(plan, "MED")
    with wrong("result"):
        plans.finish_action(action=action, by=acting.me, result=" ")
    ended = plans.finish_action(action=action, by=acting.me, result="Moved away.", done=False)
    assert (ended.state, ended.done_on) == ("not_done", None)
    with refused(PlanningReason.ACTION_ENDED):
        plans.finish_action(action=action, by=acting.me, result="Again")
    other = plans.add_action(plan=plan, by=acting.me, track="MED", service="nutrition", goal="Meals", due_on=SOON)
    assert plans.finish_action(action=other, by=acting.me, result="Well.").done_on == today()


@pytest.mark.parametrize(
    ("track", "decision", "reason", "field"),
    [("XXX", "planned", "", "decision"), ("MED", "perhaps", "", "decision"), ("MED", "not_needed", "  ", "reason")],
)
def test_tracks_are_checked(acting, track, decision, reason, field):
    plan = acting.plan()
    with wrong(field):
        plans.decide_track(plan=plan, by=acting.me, track=track, decision=decision, reason=reason)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"colour": 1}, "colour"),
        ({"principles": {"luck": "x"}}, "principles"),
        ({"review_on": dt.date(2001, 1, 1)}, "review_on"),
    ],
)
def test_plans_are_checked(acting, values, field):
    with wrong(field):
        acting.plan(**values)


def test_a_supervisor_who_is_not_responsible_does_not_write(case):
    with acting_as(case.me):
        plan = case.plan()
        action = plans.add_action(plan=plan, by=case.me, track="MED", service="nutrition", goal="Meals", due_on=SOON)
        view, work = case.view(), case.assessment()
    with acting_as(case.boss):
        file = case.now()
        for attempt in (
            lambda: plans.start_plan(file=file, by=case.boss),
            lambda: plans.finish_action(action=action, by=case.boss, result="x"),
            lambda: plans.drop_action(action=action, by=case.boss),
            lambda: views_of_child.weigh_view(view=view, by=case.boss, base_version=1, weight="x", feedback="y"),
            lambda: assess.start_assessment(file=file, by=case.boss),
            lambda: assess.submit_for_approval(assessment=work, by=case.boss),
            lambda: plans.submit_plan_for_approval(plan=plan, by=case.boss),
        ):
            with refused(FileReason.NOT_ASSIGNED):
                attempt()


def test_a_second_assessment_of_a_file_in_assessment(acting):
    acting.assessment()
    assert acting.now().state == "in_assessment"
    acting.assessment()
    assert Assessment.objects.count() == 2


@pytest.mark.parametrize("day", [SOON, None])
def test_a_closure_approved_here_closes_the_file(case, day):
    with acting_as(case.me):
        file = case.now()
        closure = Closure.objects.create(
            file=file,
            key_id=file.child_id,
            created_by_id=case.me.id,
            updated_by_id=case.me.id,
            reason="GOALS",
            state="submitted",
            principles=SENTENCES,
            view=case.weighed_view(),
            post_closure_on=day,
        )
        assert rules.lowers_risk(closure) is None
    decided(closure, case.boss)
    with acting_as(case.boss):
        assert case.now().state == "closed"


def test_without_a_day_to_look_again_no_such_deadline(case):
    with acting_as(case.me):
        work = case.submitted()
    with acting_as(case.boss):
        Assessment.objects.filter(pk=work.pk).update(reassess_on=None)
    decided(work, case.boss)
    with acting_as(case.boss):
        assert not Deadline.objects.filter(kind="reassessment").exists()


def test_only_known_states_of_approval():
    assert APPROVAL.allows("draft", "submitted")
    assert not APPROVAL.allows("draft", "approved")
