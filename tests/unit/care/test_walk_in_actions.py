"""The middle of the chain in actions alone: open, assign, register, assess, plan, refer, follow up, close, reopen."""

import datetime as dt

import pytest

from tests.factories.accounts import actor_of, make_office, make_user
from tutela.care.actions import answer_referral, approvals, assess, close_file, follow_up, plans, refer
from tutela.cases.actions import assign_file, circle, concerns, consents, open_file, register_child, views_of_child
from tutela.cases.models import CaseFile
from tutela.cases.queries.search import search
from tutela.directory.models import ServicePoint
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

PRINCIPLES = {
    "non_discrimination": "Same help as any child.",
    "best_interests": "Staying with the aunt.",
    "survival_and_development": "School goes on.",
    "views_of_the_child": "Heard alone.",
}


@pytest.fixture
def people(db):
    office, clinic = make_office(), make_office(holds_files=False)
    roles = {
        "intake": make_user("intake_officer", office=office),
        "worker": make_user("caseworker", office=office),
        "supervisor": make_user("supervisor", office=office),
        "provider": make_user("service_provider", office=clinic),
    }
    point = ServicePoint.objects.create(code="SP1", name="Health centre", office=clinic, services=["first_medical_care"])
    return office, point, roles, {name: actor_of(user) for name, user in roles.items()}


def test_one_story_from_opening_to_reopening(people):
    office, point, users, actors = people
    with acting_as(actors["intake"]):
        file = open_file.open_file(
            by=actors["intake"],
            office=office,
            territory=office.territory,
            opening=open_file.Opening(given_names="Amina", family_names="Testova", sex="girl", age_low=12, age_high=15),
        )
    with acting_as(actors["supervisor"]):
        assign_file.assign_file(file=CaseFile.objects.get(), worker=users["worker"], by=actors["supervisor"])
    me = actors["worker"]
    with acting_as(me):
        file = CaseFile.objects.select_related("child").get(pk=file.pk)
        register_child.register_child(
            file=file, by=me, base_version=file.child.version, values={"birth_registration": "not_registered"}
        )
        register_child.state_age(file=file, by=me, basis="estimate", youngest=13, oldest=15)
        aunt = circle.add_person(file=file, by=me, values={"name": "Aunt", "relation": "relative"})
        circle.add_care(file=file, by=me, values={"kind": "kin", "carer": aunt, "started_on": today()})
        concerns.add_concern(file=file, by=me, values={"concerns": ["PC08"], "offences": ["FMAR"]})
        consent = consents.record_consent(
            file=file,
            by=me,
            values={"purpose": "referral", "decision": "given", "explained": True, "given_by": aunt},
        )
        view = views_of_child.record_view(
            file=file, by=me, values={"about": "risk", "heard_on": today(), "views": "I want to stay at school."}
        )
        views_of_child.weigh_view(view=view, by=me, base_version=1, weight="Decisive.", feedback="Told on the same day.")
        view.refresh_from_db()
        assess.make_safety_plan(file=file, by=me, values={"safe_persons": "Aunt", "contact_rules": "Afternoons."})
        assessment = assess.start_assessment(
            file=file,
            by=me,
            values={
                "factors": {"A06": {"state": "present", "level": "child"}},
                "strengths": "Likes school.",
                "risk_level": "medium",
                "risk_reasons": "A marriage was announced.",
                "reassess_on": today() + dt.timedelta(days=30),
                "principles": PRINCIPLES,
                "view": view,
            },
        )
        assess.submit_for_approval(assessment=assessment, by=me)
        with pytest.raises(Refused):
            approvals.approve_work(work=assessment, by=me)
    with acting_as(actors["supervisor"]):
        assessment.refresh_from_db()
        approvals.approve_work(work=assessment, by=actors["supervisor"])
    with acting_as(me):
        file = CaseFile.objects.select_related("child").get(pk=file.pk)
        assert file.risk_level == "medium"
        plan = plans.start_plan(
            file=file, by=me, values={"principles": PRINCIPLES, "view": view, "review_on": today() + dt.timedelta(days=60)}
        )
        action = plans.add_action(
            plan=plan, by=me, track="MED", service="first_medical_care", goal="Check-up", due_on=today()
        )
        for track in ("PSY", "SOC", "LEG", "REI"):
            plans.decide_track(plan=plan, by=me, track=track, decision="not_needed", reason="Discussed with the child.")
        plans.submit_plan_for_approval(plan=plan, by=me)
    with acting_as(actors["supervisor"]):
        plan.refresh_from_db()
        approvals.approve_work(work=plan, by=actors["supervisor"])
    with acting_as(me):
        file = CaseFile.objects.select_related("child").get(pk=file.pk)
        assert file.state == "planned"
        referral = refer.prepare_referral(
            file=file, by=me, service_point=point, track="MED", service="first_medical_care", consent=consent, action=action
        )
        refer.send_referral(referral=referral, by=me)
    provider = actors["provider"]
    with acting_as(provider):
        from tutela.care.models import Referral

        assert CaseFile.objects.count() == 0
        mine = Referral.objects.get()
        assert mine.shared["call_name"] == "Amina"
        for target, extra in (("accepted", {}), ("started", {}), ("completed", {"result": "Seen, well."})):
            answer_referral.answer_referral(referral=mine, by=provider, target=target, **extra)
    with acting_as(me):
        file = CaseFile.objects.select_related("child").get(pk=file.pk)
        follow_up.record_follow_up(
            file=file,
            by=me,
            values={"kind": "visit", "happened_on": today(), "next_contact_on": today() + dt.timedelta(days=7)},
        )
        follow_up.hold_review(
            file=file,
            by=me,
            values={"held_on": today(), "response_outcome": "safe", "next_review_on": today() + dt.timedelta(days=90)},
        )
        closure = close_file.start_closure(
            file=file,
            by=me,
            values={
                "reason": "GOALS",
                "criteria": dict.fromkeys(("child_safe", "goals_met", "care_supported", "no_further_concern"), True),
                "view": view,
                "continuing_support": "School counsellor.",
                "post_closure_on": today() + dt.timedelta(days=60),
                "principles": PRINCIPLES,
            },
        )
        close_file.submit_closure_for_approval(closure=closure, by=me)
    with acting_as(actors["supervisor"]):
        closure.refresh_from_db()
        approvals.approve_work(work=closure, by=actors["supervisor"])
    with acting_as(me):
        file = CaseFile.objects.select_related("child").get(pk=file.pk)
        assert file.state == "closed"
        close_file.reopen_file(file=file, by=me, reason="The announcement was repeated.")
        assert [match.file.pk for match in search(me, "Aminah Testowa")] == [file.pk]
