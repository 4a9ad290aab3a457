"""Every planning page answers, keeps what was typed, and names the field that is wrong."""

import re
import uuid

import pytest
from django.urls import reverse

from tests.factories.accounts import actor_of, make_office, make_user
from tests.unit.care.planning.conftest import SENTENCES, SOON, browser, opened
from tutela.audit.models import Event
from tutela.care.actions import approvals, assess, plans
from tutela.care.models import Assessment, Closure, Plan, PlanAction, SafetyPlan
from tutela.cases.actions import consents
from tutela.cases.models import ChildView, Consent, Revision
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

pytestmark = pytest.mark.django_db
NOBODY = "01a20b34-0000-7000-8000-000000000000"

PRINCIPLES = {f"principle_{name}": words for name, words in SENTENCES.items()}
ASSESSMENT = {
    "factor-A06": "present",
    "factor-A06-level": "c",
    "factor-A06-source": "The school",
    "factor-A06-note": "Since May",
    "factor-A06-on": "2026-05-01",
    "factor-B09": "present",
    "factor-B09-level": "f",
    "factor-A01": "absent",
    "strengths": "Likes school.",
    "risk_level": "medium",
    "risk_reasons": "A marriage was announced.",
    "reassess_on": str(SOON),
    **PRINCIPLES,
}


def url(name, *args):
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def clean(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    text = response.content.decode()
    assert "{%" not in text
    assert "{{" not in text
    assert "<c-" not in text
    return text


def done(response, target=""):
    assert response.status_code == 302, response.content.decode()[:6000]
    if target:
        assert response.url.split("#")[0] == target
    return response


# The child's views.


def test_views_are_recorded(case):
    page = clean(case.at_work.get(url("view_new", case.file) + "?about=plan"))
    assert "Uncle Bor" in page
    data = {
        "about": "plan",
        "heard_on": str(today()),
        "views": "أريد المدرسة",
        "present": [case.aunt.pk],
        "chosen_by_child": "yes",
        "agrees": "unknown",
    }
    done(case.at_work.post(url("view_new", case.file), data), url("file", case.file))
    with acting_as(case.me):
        view = ChildView.objects.get()
        assert (view.views, view.free, view.present) == ("أريد المدرسة", True, [str(case.aunt.pk)])


@pytest.mark.requirement("R66")
@pytest.mark.rule("P36")
def test_views_beside_an_unsafe_person_are_not_free(case):
    data = {
        "about": "risk",
        "heard_on": str(today()),
        "views": "It is fine.",
        "present": [case.uncle.pk],
        "chosen_by_child": "no",
        "agrees": "unknown",
    }
    response = case.at_work.post(url("view_new", case.file), data, follow=True)
    assert "marked as not free" in response.content.decode()
    with acting_as(case.me):
        assert ChildView.objects.get().free is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("about", "nonsense"),
        ("heard_on", "2999-01-01"),
        ("heard_on", "soon"),
        ("views", "x" * 4001),
        ("views", ""),
        ("present", NOBODY),
        ("present", "not an id"),
        ("chosen_by_child", "perhaps"),
        ("place", "x" * 201),
    ],
)
def test_bad_views_come_back_with_the_words(case, field, value):
    data = {
        "about": "risk",
        "heard_on": str(today()),
        "views": "My words",
        "chosen_by_child": "no",
        "agrees": "unknown",
        "language": "tamil",
        field: value,
    }
    page = clean(case.at_work.post(url("view_new", case.file), data), 422)
    assert f"#id_{field}" in page
    assert "tamil" in page
    with acting_as(case.me):
        assert not ChildView.objects.exists()


@pytest.mark.requirement("R65")
def test_weight_and_feedback(case):
    with acting_as(case.me):
        view = case.view(present=[str(case.uncle.pk)], present_others="A teacher", interpreter=True)
    here = url("view_weigh", case.file, view)
    page = clean(case.at_work.get(here))
    assert "Not counted as free" in page
    assert "A teacher" in page
    done(case.at_work.post(here, {"base_version": 1, "weight": "Followed.", "feedback": "Told her."}))
    with acting_as(case.me):
        view.refresh_from_db()
        assert (view.weight, view.feedback_on) == ("Followed.", today())
    page = clean(case.at_work.post(here, {"base_version": 1, "weight": "Mine.", "feedback": ""}), 412)
    assert "Mine." in page
    assert "Followed." in page
    clean(case.at_work.post(here, {"base_version": 2, "weight": ""}), 422)


def test_a_view_that_was_not_obtained(case):
    with acting_as(case.me):
        view = case.view(views="", not_obtained_because="Asleep after treatment.")
    assert "Asleep after treatment." in clean(case.at_work.get(url("view_weigh", case.file, view)))


def test_a_part_of_another_file_is_not_here(case):
    other = opened(case.worker, case.supervisor, case.office, "Other")
    with acting_as(case.me):
        view = case.view()
        plan = case.plan()
    assert case.at_work.get(url("view_weigh", other, view)).status_code == 404
    assert case.at_work.get(url("plan", other, plan)).status_code == 404
    assert case.at_work.get(url("assessment", other, uuid.UUID("00000000-0000-4000-8000-000000000001"))).status_code == 404
    data = {"view": str(view.pk)}
    assert "#id_view" in clean(case.at_work.post(url("assessment_new", other), data), 422)


# The safety plan.


@pytest.mark.requirement("R53")
def test_safety_plan_and_the_childs_version(case):
    here = url("safety_plan_new", case.file)
    assert "safe_persons" in clean(case.at_work.post(here, {"safe_persons": " ", "contact_rules": "Call at noon"}), 422)
    data = {
        "safe_persons": "Aunt Sel",
        "contact_rules": "Call at noon",
        "signals": "Blue scarf",
        "safe_places": "School",
        "made_with_child": "on",
    }
    done(case.at_work.post(here, data))
    with acting_as(case.me):
        plan = SafetyPlan.objects.get()
        assert plan.made_with_child is True
    assert "Aunt Sel" in clean(case.at_work.get(here))
    page = clean(case.at_desk.get(url("safety_plan_child", case.file, plan)))
    assert "Blue scarf" in page


# The assessment.


@pytest.mark.requirement("R36")
@pytest.mark.requirement("R37")
def test_assessment_from_the_first_tick_to_the_supervisor(case):
    page = clean(case.at_work.get(url("assessment_new", case.file)))
    assert page.count('class="fold"') == 8
    assert page.count('name="factor-A06"') == 4
    assert "score" not in page.lower()
    with acting_as(case.me):
        view = case.weighed_view()
    done(case.at_work.post(url("assessment_new", case.file), ASSESSMENT | {"view": view.pk}))
    with acting_as(case.me):
        work = Assessment.objects.get()
        assert work.factors["A06"] == {"state": "present", "level": "c"}
        assert work.factors["A01"]["state"] == "absent"
        assert work.factor_notes == {"A06": {"source": "The school", "on": "2026-05-01", "note": "Since May"}}
    here = url("assessment", case.file, work)
    page = clean(case.at_work.get(here))
    assert "Since May" in page
    link = {"base_version": 1, "start": "A06", "end": "B09"}
    done(case.at_work.post(url("assessment_link", case.file, work), link), here)
    assert "chain-factor" in clean(case.at_work.get(here))
    done(case.at_work.post(url("assessment_link", case.file, work), link | {"base_version": 2, "answer": "remove"}), here)
    response = case.at_work.post(
        url("assessment_link", case.file, work), link | {"base_version": "x", "end": "A06"}, follow=True
    )
    assert "two different factors" in response.content.decode()
    done(case.at_work.post(url("assessment_submit", case.file, work)), here)
    clean(case.at_work.post(url("assessment_submit", case.file, work)), 422)
    assert case.at_work.get(url("assessment_edit", case.file, work)).status_code == 403
    assert "Decide" in clean(case.at_desk.get(here))
    page = clean(case.at_desk.get(url("decide", "assessment", work)))
    for words in ("I want to stay.", case.worker.full_name, "A marriage was announced.", "Followed.", "Told."):
        assert words in page
    done(case.at_desk.post(url("decide", "assessment", work), {"decision": "approve"}), url("work"))
    with acting_as(case.me):
        assert case.now().risk_level == "medium"


@pytest.mark.requirement("R52")
def test_what_is_missing_is_said_in_words(case):
    with acting_as(case.me):
        work = assess.start_assessment(file=case.now(), by=case.me, values={"risk_level": "high", "risk_reasons": "Danger."})
    page = clean(case.at_work.post(url("assessment_submit", case.file, work)), 422)
    for words in (
        "Strengths and protective persons",
        "which day the risk",
        "views on this decision are missing",
        "safety plan comes first",
        "four general principles",
    ):
        assert words in page
    with acting_as(case.me):
        assert Assessment.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"factor-A06": "perhaps"}, "#id_factor-A06"),
        ({"factor-A06-level": "z"}, "#id_factor-A06"),
        ({"factor-A02-note": "A note without an answer"}, "#id_factor-A02"),
        ({"factor-A06-note": "x" * 501}, "#id_factor-A06"),
        ({"factor-A06-on": "2999-01-01"}, "#id_factor-A06"),
        ({"factor-A06-on": "yesterday"}, "#id_factor-A06"),
        ({"factor-ZZ9": "present"}, "no factor with this code"),
        ({"risk_level": "extreme"}, "#id_risk_level"),
        ({"risk_reasons": "x" * 4001}, "#id_risk_reasons"),
        ({"reassess_on": "2001-01-01"}, "#id_reassess_on"),
        ({"fled_from": "moon"}, "#id_fled_from"),
        ({"view": NOBODY}, "#id_view"),
    ],
)
def test_bad_assessments_come_back_whole(case, changed, said):
    page = clean(case.at_work.post(url("assessment_new", case.file), ASSESSMENT | changed), 422)
    assert said in page
    assert "Likes school." in page
    assert re.search(r'name="factor-B09" value="present"[^>]* checked', page)
    with acting_as(case.me):
        assert not Assessment.objects.exists()


def test_both_versions_are_shown_when_somebody_saved_meanwhile(case):
    with acting_as(case.me):
        view = case.view()
        work = case.assessment(view=view, factor_notes={"A06": {"note": "Saved note"}})
        assess.revise_assessment(
            assessment=work, by=case.me, base_version=1, values={"strengths": "Theirs.", "fled": True, "risk_level": "high"}
        )
    here = url("assessment_edit", case.file, work)
    page = clean(case.at_work.get(here))
    assert "Saved note" in page
    page = clean(case.at_work.post(here, ASSESSMENT | {"base_version": 1, "strengths": "Mine."}), 412)
    assert "Mine." in page
    assert "Theirs." in page
    assert "Vulnerability factors" in page
    assert 'name="base_version" value="2"' in page
    done(case.at_work.post(here, ASSESSMENT | {"base_version": 2, "strengths": "Both."}), url("assessment", case.file, work))
    page = clean(case.at_work.get(url("assessment", case.file, work)))
    assert "Both." in page
    assert "Who changed what" in page


def test_fleeing_is_asked_and_shown(case):
    with acting_as(case.me):
        work = case.assessment(factors={"H04": {"state": "present"}, "A06": {"state": "unknown"}})
    here = url("assessment", case.file, work)
    assert "Has the child fled?" in clean(case.at_work.get(here))
    data = ASSESSMENT | {"base_version": 1, "fled": "on", "fled_from": "home"}
    done(case.at_work.post(url("assessment_edit", case.file, work), data))
    page = clean(case.at_work.get(here))
    assert "Heightened danger" in page
    assert "Fled from" in page


# The plan.


@pytest.mark.requirement("R54")
def test_plan_from_the_frame_to_the_childs_page(case):
    with acting_as(case.me):
        view = case.weighed_view()
        approved = case.submitted(view=view)
    with acting_as(case.boss):
        approvals.approve_work(work=approved, by=case.boss)
    clean(case.at_work.get(url("plan_new", case.file)))
    frame = {
        "summary": "Back to school",
        "child_summary": "You go back to school.",
        "review_on": str(SOON),
        "view": view.pk,
        **PRINCIPLES,
    }
    done(case.at_work.post(url("plan_new", case.file), frame))
    with acting_as(case.me):
        plan = Plan.objects.get()
    here = url("plan", case.file, plan)
    page = clean(case.at_work.get(here))
    assert page.count("Not decided yet") == 5
    clean(case.at_work.post(url("plan_submit", case.file, plan)), 422)
    clean(case.at_work.get(url("plan_action_new", case.file, plan, "MED")))
    action = {
        "service": "first_medical_care",
        "goal": "A check-up",
        "owner": case.worker.pk,
        "due_on": str(SOON),
        "available": "yes",
        "unmet_reason": "full",
    }
    done(case.at_work.post(url("plan_action_new", case.file, plan, "MED"), action), here)
    missing = action | {"service": "legal_aid", "available": "no", "unmet_reason": "too_far", "goal": "Advice"}
    done(case.at_work.post(url("plan_action_new", case.file, plan, "LEG"), missing), here)
    assert "The service is missing" in clean(case.at_work.get(here))
    for track in ("PSY", "SOC", "REI"):
        done(
            case.at_work.post(
                url("plan_track", case.file, plan, track), {"decision": "not_needed", "reason": "Talked about."}
            ),
            here,
        )
    done(case.at_work.post(url("plan_submit", case.file, plan)), here)
    assert "Decide" in clean(case.at_desk.get(here))
    page = clean(case.at_desk.get(url("decide", "plan", plan)))
    assert "A check-up" in page
    done(case.at_desk.post(url("decide", "plan", plan), {"decision": "approve"}))
    page = clean(case.at_work.get(url("plan_child", case.file, plan)))
    for words in ("You go back to school.", "We do not have this yet", case.worker.full_name, "You have the right"):
        assert words in page
    with acting_as(case.me):
        first = PlanAction.objects.get(service="first_medical_care")
        assert first.unmet_reason == ""
    assert url("plan_action_done", case.file, first) in clean(case.at_work.get(here))
    clean(case.at_work.get(url("plan_action_done", case.file, first)))
    clean(case.at_work.post(url("plan_action_done", case.file, first), {"done": "yes", "result": " "}), 422)
    done(case.at_work.post(url("plan_action_done", case.file, first), {"done": "yes", "result": "Seen, well."}), here)
    assert case.at_work.get(url("plan_action_done", case.file, first)).status_code == 403
    assert "Seen, well." in clean(case.at_work.get(here))


def test_a_draft_for_the_child_says_it_is_not_agreed(case):
    with acting_as(case.me):
        plan = case.plan()
    page = clean(case.at_work.get(url("plan_child", case.file, plan)))
    assert "Not agreed yet" in page
    assert "nothing to do at the moment" in page


def test_plan_frame_is_changed_and_a_newer_one_is_shown(case):
    with acting_as(case.me):
        plan = case.plan()
    here = url("plan_edit", case.file, plan)
    clean(case.at_work.get(here))
    frame = {"base_version": 1, "summary": "New aims", "review_on": str(SOON), **PRINCIPLES}
    done(case.at_work.post(here, frame), url("plan", case.file, plan))
    page = clean(case.at_work.post(here, frame | {"summary": "My aims"}), 412)
    assert "New aims" in page
    assert "My aims" in page


@pytest.mark.requirement("R59")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service", "legal_aid"),
        ("service", "nonsense"),
        ("goal", ""),
        ("goal", "x" * 1001),
        ("owner", "999999"),
        ("owner", ""),
        ("due_on", "2001-01-01"),
        ("due_on", "x"),
        ("unmet_reason", ""),
        ("unmet_reason", "lazy"),
        ("available", "perhaps"),
    ],
)
def test_bad_actions_come_back(case, field, value):
    with acting_as(case.me):
        plan = case.plan()
    action = {
        "service": "nutrition",
        "goal": "Meals",
        "owner": case.worker.pk,
        "due_on": str(SOON),
        "available": "no",
        "unmet_reason": "full",
    }
    page = clean(case.at_work.post(url("plan_action_new", case.file, plan, "MED"), action | {field: value}), 422)
    assert f"#id_{field}" in page
    with acting_as(case.me):
        assert not PlanAction.objects.exists()


def test_tracks(case):
    with acting_as(case.me):
        plan = case.plan()
    here = url("plan_track", case.file, plan, "MED")
    clean(case.at_work.get(here))
    assert "#id_reason" in clean(case.at_work.post(here, {"decision": "not_needed", "reason": " "}), 422)
    assert "#id_decision" in clean(case.at_work.post(here, {"decision": "maybe"}), 422)
    done(case.at_work.post(here, {"decision": "planned"}))
    assert "without an action" in clean(case.at_work.get(url("plan", case.file, plan)))
    assert case.at_work.get(url("plan_track", case.file, plan, "XXX")).status_code == 404
    assert case.at_work.get(url("plan_action_new", case.file, plan, "XXX")).status_code == 404
    with acting_as(case.me):
        action = plans.add_action(plan=plan, by=case.me, track="MED", service="nutrition", goal="Meals", due_on=SOON)
    assert "#id_decision" in clean(case.at_work.post(here, {"decision": "not_needed", "reason": "No."}), 422)
    drop = url("plan_action_drop", case.file, action)
    assert drop in clean(case.at_work.get(url("plan", case.file, plan)))
    assert case.at_work.get(drop).status_code == 405
    done(case.at_work.post(drop))
    assert "Meals" not in clean(case.at_work.get(url("plan", case.file, plan)))


# The supervisor.


@pytest.mark.rule("P14")
def test_nobody_approves_their_own_work_through_the_form(case):
    own = opened(case.supervisor, case.supervisor, case.office, "Own")
    with acting_as(case.boss):
        work = assess.start_assessment(file=own, by=case.boss, values=case.whole(risk_level="low"))
        Assessment.objects.filter(pk=work.pk).update(state="submitted")
    page = clean(case.at_desk.get(url("decide", "assessment", work)))
    assert "Nobody approves their own work" in page
    assert 'value="approve"' not in page
    page = clean(case.at_desk.post(url("decide", "assessment", work), {"decision": "approve", "note": "Fine"}), 403)
    assert "Nobody approves their own work" in page
    with acting_as(case.boss):
        assert Assessment.objects.get(pk=work.pk).state == "submitted"


@pytest.mark.rule("P23")
def test_lowering_from_high_asks_for_a_note(case):
    with acting_as(case.me):
        work = case.submitted(risk_level="low")
        file = case.now()
        file.risk_level = "high"
        file.save()
    here = url("decide", "assessment", work)
    assert "rule P23" in clean(case.at_desk.get(here))
    page = clean(case.at_desk.post(here, {"decision": "approve", "note": "  "}), 422)
    assert "#id_note" in page
    done(case.at_desk.post(here, {"decision": "approve", "note": "The uncle has left."}))
    with acting_as(case.boss):
        assert case.now().risk_level == "low"


@pytest.mark.requirement("R65")
def test_no_approval_without_weight_and_feedback(case):
    with acting_as(case.me):
        work = case.submitted(view=case.view())
    here = url("decide", "assessment", work)
    assert "It cannot be approved yet" in clean(case.at_desk.get(here))
    clean(case.at_desk.post(here, {"decision": "approve"}), 403)
    page = clean(case.at_desk.post(here, {"decision": "return", "note": ""}), 422)
    assert "#id_note" in page
    done(case.at_desk.post(here, {"decision": "return", "note": "Tell the child first."}))
    assert "Tell the child first." in clean(case.at_work.get(url("assessment", case.file, work)))


def test_a_closure_is_decided_here_too(case):
    with acting_as(case.me):
        closure = Closure.objects.create(
            file=case.now(),
            key_id=case.file.child_id,
            created_by_id=case.me.id,
            updated_by_id=case.me.id,
            reason="GOALS",
            state="submitted",
            criteria={"child_safe": True, "goals_met": False},
            explanation="All is well.",
        )
    page = clean(case.at_desk.get(url("decide", "closure", closure)))
    assert "All is well." in page
    assert "Not answered" in page
    clean(case.at_desk.post(url("decide", "closure", closure), {"decision": "nonsense"}), 422)


def test_what_is_not_there_to_decide(case):
    assert case.at_desk.get(url("decide", "nonsense", uuid.UUID("00000000-0000-4000-8000-000000000001"))).status_code == 404
    assert case.at_desk.get(url("decide", "plan", uuid.UUID("00000000-0000-4000-8000-000000000001"))).status_code == 404
    assert case.at_desk.get(url("override_decide", uuid.UUID("00000000-0000-4000-8000-000000000001"))).status_code == 404
    assert case.at_work.get(url("decide", "plan", uuid.UUID("00000000-0000-4000-8000-000000000001"))).status_code == 403


@pytest.mark.rule("P14")
def test_an_override_is_approved_by_another(case):
    values = {"purpose": "sharing", "basis": "vital_interests", "decision": "given", "reasons": "Life in danger."}
    with acting_as(case.me):
        consent = consents.record_consent(file=case.now(), by=case.me, values=values)
    here = url("override_decide", consent)
    assert "Life in danger." in clean(case.at_desk.get(here))
    assert "#id_agreed" in clean(case.at_desk.post(here, {}), 422)
    done(case.at_desk.post(here, {"agreed": "on"}), url("work"))
    page = clean(case.at_desk.get(here))
    assert case.supervisor.full_name in page
    clean(case.at_desk.post(here, {"agreed": "on"}), 403)
    with acting_as(case.boss):
        assert Consent.objects.get().approved_by_id == case.boss.id


@pytest.mark.requirement("R36")
def test_reading_an_assessment_leaves_a_trace(case):
    with acting_as(case.me):
        work = case.assessment()
    clean(case.at_desk.get(url("assessment", case.file, work)))
    clean(case.at_desk.get(url("decide", "assessment", work)), 200)
    officer = actor_of(make_user("data_protection_officer"))
    with acting_as(officer):
        found = Event.objects.filter(action="assessment_read", about=str(case.file.child_id), subject__contains=str(work.pk))
        assert found.count() == 2


# Who may not.

WRITING = ["view_new", "safety_plan_new", "assessment_new", "plan_new"]


@pytest.mark.parametrize("name", WRITING)
def test_only_the_worker_writes(case, name):
    assert case.at_desk.get(url(name, case.file)).status_code == 403
    stranger = browser(make_user("caseworker", second_factor=True))
    assert stranger.get(url(name, case.file)).status_code == 404
    provider = browser(make_user("statistician", second_factor=True))
    assert provider.get(url(name, case.file)).status_code in (302, 403)


def test_strangers_see_nothing_of_a_decision(case):
    with acting_as(case.me):
        work = case.submitted()
        consent = consents.record_consent(
            file=case.now(),
            by=case.me,
            values={"purpose": "sharing", "basis": "legal_duty", "decision": "given", "reasons": "Law."},
        )
    far = browser(make_user("supervisor", office=make_office(), second_factor=True))
    assert far.get(url("decide", "assessment", work)).status_code == 404
    assert far.get(url("override_decide", consent)).status_code == 404


def test_history_names_what_changed(case):
    with acting_as(case.me):
        work = case.assessment()
        assess.revise_assessment(assessment=work, by=case.me, base_version=1, values={"needs": "Books"})
        assert Revision.objects.filter(subject=work.pk).count() == 1
    page = clean(case.at_work.get(url("assessment", case.file, work)))
    assert "Needs" in page
    assert "First version" in page
