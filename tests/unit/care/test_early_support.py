"""A file of early support, in which nothing happened: opened by a program, assessed, planned, followed, reviewed, closed (R51)."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.care import CRITERIA, PRINCIPLES
from tests.factories.cases import fresh, make_team_of_office, make_view, register
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.care.actions import approvals, assess, close_file, follow_up, plans
from tutela.care.models import Closure, Review
from tutela.cases.actions import assign_file
from tutela.cases.models import CaseFile, Concern
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SOON = today() + dt.timedelta(days=30)


def agreed(team, work):
    with acting_as(team.supervisor):
        now = type(work).objects.select_related("file", "view").get(pk=work.pk)
        return approvals.approve_work(work=now, by=team.supervisor)


def planned(team, file, view):
    """An assessment of low risk and a plan, both agreed."""
    by = team.worker
    said = {
        "factors": {"A06": {"state": "absent"}, "B09": {"state": "present", "level": "f"}},
        "strengths": "Likes school; an aunt near by.",
        "risk_level": "low",
        "risk_reasons": "Rent is late; nobody has harmed the child.",
        "reassess_on": SOON,
        "principles": PRINCIPLES,
        "view": view,
    }
    with acting_as(by):
        assessment = assess.start_assessment(file=file, by=by, values=said)
        assess.submit_for_approval(assessment=assessment, by=by)
    agreed(team, assessment)
    file = fresh(by, file)
    with acting_as(by):
        plan = plans.start_plan(file=file, by=by, values={"principles": PRINCIPLES, "view": view, "review_on": SOON})
        plans.add_action(plan=plan, by=by, track="SOC", service="parenting_support", goal="Talks", due_on=SOON)
        for track in ("MED", "PSY", "LEG", "REI"):
            plans.decide_track(plan=plan, by=by, track=track, decision="not_needed", reason="Nothing happened.")
        plans.submit_plan_for_approval(plan=plan, by=by)
    agreed(team, plan)
    return fresh(by, file)


@pytest.mark.django_db
@pytest.mark.requirement("R51")
def test_a_file_without_an_incident_is_opened_planned_reviewed_and_closed(enter, program):  # noqa: F811
    team = make_team_of_office()
    opening = {"office": str(team.office.pk), "territory": str(team.office.territory_id), "file_type": "early_support"}
    made = program(team.intake.user, ("file_open",))("post", "/files", opening | {"given_names": "Amina"})
    assert (made.status_code, made.json()["file_type"]) == (201, "early_support")
    with acting_as(team.supervisor):
        file = CaseFile.objects.get(pk=made.json()["id"])
        assign_file.assign_file(file=file, worker=team.worker.user, by=team.supervisor)
    file = register(team, file)
    view = make_view(team, file)
    file = planned(team, file, view)
    assert (file.state, file.risk_level) == ("planned", "low")
    by, met = team.worker, {"kind": "visit", "happened_on": today(), "next_contact_on": SOON}
    reviewed = {"held_on": today(), "response_outcome": "safe", "next_review_on": SOON}
    with acting_as(by):
        follow_up.record_follow_up(file=file, by=by, values=met)
        follow_up.hold_review(file=file, by=by, values=reviewed)
        closing = {
            "reason": "GOALS", "criteria": dict.fromkeys(CRITERIA, True), "view": view, "post_closure_on": SOON,
            "continuing_support": "School counsellor.", "principles": PRINCIPLES,
        }  # fmt: skip
        closure = close_file.start_closure(file=fresh(by, file), by=by, values=closing)
    assert enter(by.user).post(reverse("closure_submit", args=[file.pk, closure.pk])).status_code == 302
    assert (
        enter(team.supervisor.user)
        .post(reverse("decide", args=["closure", closure.pk]), {"decision": "approve"})
        .status_code
        == 302
    )
    after = fresh(team.supervisor, file)
    with acting_as(team.supervisor):
        assert (after.state, Closure.objects.get().state, Review.objects.count()) == ("closed", "approved", 1)
        assert not Concern.objects.filter(file=file).exists()
