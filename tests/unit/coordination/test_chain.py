"""The chain of actors: everybody who acts stands in it once, and a track without an actor is marked."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.cases import fresh, make_consent, make_team_of_office, open_case, register
from tests.factories.facilities import make_world
from tests.unit.coordination.conftest import SOON, decided
from tests.unit.justice.conftest import opened
from tests.unit.placements.conftest import placed
from tutela.care.actions import plans, refer
from tutela.coordination.enums import Standing
from tutela.coordination.presenters import chain as presenters
from tutela.coordination.queries.chain import OF_SERVICE, OF_TRACK, SECTORS, chain_of, sector_of
from tutela.justice.actions.keep import open_task
from tutela.justice.actions.redress import ask_across
from tutela.justice.enums import Task
from tutela.justice.models import LegalTask, Proceeding
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.vocabulary import api as vocabulary

pytestmark = pytest.mark.requirement("R71")


def chain(team, file):
    file = fresh(team.worker, file)
    with acting_as(team.worker):
        return chain_of(file)


def links(team, file, sector):
    return [(link.actor, link.standing) for link in chain(team, file).links if link.sector == sector]


def gaps(team, file):
    return {(gap.words if gap.list_id else "", gap.sector) for gap in chain(team, file).gaps}


def planned(team, file, **tracks):
    """A plan with the five tracks decided; each planned one has an action of the worker."""
    with acting_as(team.worker):
        plan = plans.start_plan(file=file, by=team.worker)
        for track in ("MED", "PSY", "SOC", "LEG", "REI"):
            decision = tracks.get(track, "not_needed")
            reason = "Not now." if decision == "not_needed" else ""
            plans.decide_track(plan=plan, by=team.worker, track=track, decision=decision, reason=reason)
        return plan


def act(team, plan, track, service, **more):
    with acting_as(team.worker):
        return plans.add_action(
            plan=plan, by=team.worker, track=track, service=service, goal="Go.", due_on=SOON, owner_id=team.worker.id, **more
        )


def test_a_new_file_has_its_worker_and_no_plan(team, file):
    found = chain(team, file)
    assert [(link.sector, link.view) for link in found.links] == [("AC-SOC", "file")]
    assert [str(gap.words) for gap in found.gaps] == ["Case plan"]


def test_a_file_without_a_worker_says_so(team):
    unassigned = open_case(team, assigned=False)
    with acting_as(team.supervisor):
        unassigned = type(unassigned).objects.select_related("child", "office", "worker").get(pk=unassigned.pk)
        assert [str(gap.words) for gap in chain_of(unassigned).gaps] == ["Responsible for the file", "Case plan"]


def test_a_track_without_an_actor_is_marked_until_somebody_carries_it(team, file):
    plan = planned(team, file, MED="planned", REI="planned")
    assert gaps(team, file) == {("MED", "AC-HEA"), ("REI", "AC-SOC")}
    act(team, plan, "REI", "return_to_school")
    assert gaps(team, file) == {("MED", "AC-HEA")}
    assert links(team, file, "AC-EDU") == [(team.worker.user.full_name, Standing.RUNNING)]
    with acting_as(team.worker):
        referral = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="MED", service="first_medical_care",
            consent=make_consent(team, file),
        )  # fmt: skip
    assert gaps(team, file) == {("MED", "AC-HEA")}
    with acting_as(team.worker):
        refer.send_referral(referral=referral, by=team.worker)
    assert gaps(team, file) == set()
    sector = sector_of(team.clinic.organisation.sector)
    assert (team.point.name, Standing.RUNNING) in links(team, file, sector)
    with moved_to(now() + dt.timedelta(days=30)):
        assert (team.point.name, Standing.LATE) in links(team, file, sector)
    with acting_as(team.worker):
        refer.recall_referral(referral=referral, by=team.worker)
    assert gaps(team, file) == {("MED", "AC-HEA")}


def test_an_undecided_track_is_a_gap(team, file):
    with acting_as(team.worker):
        plans.start_plan(file=file, by=team.worker)
    assert {track for track, _ in gaps(team, file)} == set(OF_TRACK)


def test_a_declined_referral_leaves_the_gap_and_the_refusal_in_sight(team, file):
    from tutela.care.actions.answer_referral import answer_referral

    planned(team, file, MED="planned")
    with acting_as(team.worker):
        referral = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="MED", service="first_medical_care",
            consent=make_consent(team, file),
        )  # fmt: skip
        refer.send_referral(referral=referral, by=team.worker)
    with acting_as(team.provider):
        answer_referral(referral=referral, by=team.provider, target="declined", reason="full")
    assert ("MED", "AC-HEA") in gaps(team, file)
    assert (team.point.name, Standing.NOT_DONE) in links(team, file, "AC-SOC")


def test_police_justice_registry_foreign_authorities_and_the_place_of_stay(team, file):
    file = register(team, file, birth_registration="not_registered")
    one = opened(team, file)
    with acting_as(team.worker):
        Proceeding.objects.filter(pk=one.pk).update(due_on=today() - dt.timedelta(days=1))
        asked = {"kind": "assistance", "country": "FR", "legal_basis": "Treaty", "sent_on": today()}
        ask_across(file=file, by=team.worker, values=asked)
        task = open_task(file=file, by=team.worker, kind=Task.COSTS, subject=one.pk)
    placement = placed(make_world(groups={"from_age": 0, "to_age": 17}), team, file)
    found = {sector: links(team, file, sector) for sector in ("AC-POL", "AC-JUS", "AC-REG", "AC-INT")}
    assert found["AC-POL"] == [("Police", Standing.LATE)]
    assert found["AC-REG"] == [("Civil registry", Standing.RUNNING)]
    assert found["AC-INT"] == [("FR", Standing.RUNNING)]
    assert (placement.facility.name, Standing.RUNNING) in links(team, file, "AC-SOC")
    assert [actor for actor, _ in found["AC-JUS"]] == [team.worker.user.full_name] * len(found["AC-JUS"])
    with acting_as(team.worker):
        LegalTask.objects.filter(pk=task.pk).update(owner=None)
    assert "Nobody has taken this legal step on." in [str(gap.why) for gap in chain(team, file).gaps]


def test_sectors_are_codes_of_the_list():
    known = {code.code for code in vocabulary.code_list("actors").own()}
    assert {*SECTORS, *OF_TRACK.values(), *OF_SERVICE.values()} <= known
    assert all(vocabulary.is_code("services", code) for code in OF_SERVICE)
    assert sector_of("civil_registry") == "AC-REG"
    assert sector_of("nowhere") == "UNK"


def test_conference_tasks_stand_under_the_owner_s_sector(team, file, guest):
    decided(team, file, guest)
    name = guest.user.full_name
    assert links(team, file, "AC-HEA") == [(name, Standing.RUNNING), (name, Standing.RUNNING)]
    with moved_to(now() + dt.timedelta(days=9)):
        assert (name, Standing.LATE) in links(team, file, "AC-HEA")


def test_every_sector_has_a_row_on_the_page_and_in_the_api(enter, program, team, file):
    planned(team, file, MED="planned")
    page = enter(team.worker.user).get(reverse("chain", args=[file.pk])).content.decode()
    for code in SECTORS:
        assert presenters.sector(code) in page
    assert "nobody carries it" in page
    assert "Missing link" in page
    answer = program(team.worker.user)("get", f"/files/{file.pk}/chain").json()
    assert [gap["sector"] for gap in answer["gaps"]] == ["AC-HEA"]
    assert answer["links"][0]["actor"].startswith(team.worker.user.full_name)


def test_nobody_of_another_office_sees_the_chain(enter, program, team, file):
    other = make_team_of_office()
    assert enter(other.worker.user).get(reverse("chain", args=[file.pk])).status_code == 404
    assert program(other.worker.user)("get", f"/files/{file.pk}/chain").status_code == 404
