"""Placing a child: gatekeeping attacked through action and form; reviews, the way on, what the register learns (P18, P19, R92, R93)."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.care import PRINCIPLES
from tests.factories.cases import make_team_of_office, make_view, open_case
from tests.unit.placements.conftest import SOON, placed, propose, written
from tutela.cases.enums.file import FileReason
from tutela.facilities.actions.admissions import stop_admissions
from tutela.facilities.actions.register import change_status
from tutela.facilities.enums import FacilityReason
from tutela.facilities.models import AdmissionStop, Facility
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.placements.actions import placements as acts
from tutela.placements.enums import Flag, PlacementReason
from tutela.placements.models import Placement
from tutela.placements.policies import placement as policies
from tutela.placements.queries import placements as queries


def refused(team, placement):
    with acting_as(team.worker), pytest.raises(Refused) as stopped:
        acts.submit_placement(placement=placement, by=team.worker)
    return stopped.value.reason


@pytest.mark.requirement("R92")
def test_a_placement_from_proposal_to_its_end(world, team, file):
    placement = placed(world, team, file, view=make_view(team, file))
    with acting_as(team.worker):
        assert queries.occupancy([world.facility.pk]) == {world.facility.pk: (1, 1)}
        assert file.deadlines.filter(subject=placement.pk, kind="review", done_at=None).count() == 1
        review = acts.hold_placement_review(
            placement=placement, by=team.worker,
            values={"held_on": today(), "contact": "weekly", "school": "local_school", "still_needed": True,
                    "words": "Sleeps well.", "next_review_on": SOON},
        )  # fmt: skip
        placement = Placement.objects.select_related("file__child", "facility").get(pk=placement.pk)
        assert (placement.contact, placement.school, review.words) == ("weekly", "local_school", "Sleeps well.")
        acts.plan_way_on(placement=placement, by=team.worker, words="To the aunt in spring.")
        assert queries.occupancy([world.facility.pk]) == {world.facility.pk: (1, 0)}
        placement = Placement.objects.select_related("file__child", "facility").get(pk=placement.pk)
        acts.end_placement(
            placement=placement, by=team.worker, ended_on=today(), exit_kind="relatives", words="With the aunt."
        )
        assert queries.occupancy([world.facility.pk]) == {}
        placement = Placement.objects.select_related("file__child", "facility").get(pk=placement.pk)
        with pytest.raises(Refused) as over:
            acts.plan_way_on(placement=placement, by=team.worker, words="x")
    assert over.value.reason == PlacementReason.NOT_RUNNING


@pytest.mark.rule("P18")
@pytest.mark.requirement("R92")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"assessment": " "}, PlacementReason.NO_ASSESSMENT),
        ({"legal_basis": ""}, PlacementReason.NO_LEGAL_BASIS),
        ({"legal_reference": " "}, PlacementReason.NO_LEGAL_BASIS),
        ({"next_review_on": None}, PlacementReason.NO_REVIEW_DATE),
        ({"next_review_on": today() + dt.timedelta(days=93)}, PlacementReason.NO_REVIEW_DATE),
        ({"reasons": []}, PlacementReason.NO_REASON),
        ({"reasons": ["poverty"]}, PlacementReason.POVERTY_ALONE),
        ({"reasons": ["poverty", "no_family_support", "schooling_or_services"]}, PlacementReason.POVERTY_ALONE),
    ],
)
def test_nothing_goes_without_gatekeeping(world, team, file, changes, reason):
    placement = propose(world, team, file, **changes)
    assert refused(team, placement) == reason
    with acting_as(team.worker):
        assert Placement.objects.get(pk=placement.pk).state == "draft"


@pytest.mark.rule("P19")
@pytest.mark.requirement("R97")
@pytest.mark.parametrize("found_there", [False, True])
def test_no_child_is_placed_in_detention_for_protection(world, team, file, found_there):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind="detention_remand")
        world.facility.refresh_from_db()
    if found_there:
        with pytest.raises(Refused) as stopped:
            propose(world, team, file, found_there=True)
        assert stopped.value.reason == FacilityReason.DETENTION_PLACE
    else:
        assert refused(team, propose(world, team, file)) == FacilityReason.DETENTION_PLACE


@pytest.mark.rule("P39")
@pytest.mark.rule("P18")
@pytest.mark.requirement("R58")
def test_a_facility_suspended_meanwhile_is_refused_at_the_decision(world, team, file):
    placement = propose(world, team, file)
    with acting_as(team.worker):
        acts.submit_placement(placement=placement, by=team.worker)
        assert [one.pk for one, _taken in queries.places_for(team.worker, age=12)] == [world.facility.pk]
    with acting_as(world.inspector):
        stop_admissions(facility=world.facility, by=world.inspector, reason="sanction")
    with acting_as(team.supervisor), pytest.raises(Refused) as stopped:
        acts.approve_placement(placement=placement, by=team.supervisor)
    assert stopped.value.reason == FacilityReason.ADMISSIONS_STOPPED
    with acting_as(team.worker):
        assert queries.places_for(team.worker, age=12) == []


@pytest.mark.rule("P18")
def test_under_three_only_in_a_family_but_for_a_justified_exception(world, team):
    file = open_case(team, age_low=1, age_high=4)
    assert refused(team, propose(world, team, file)) == PlacementReason.UNDER_THREE
    placement = propose(world, team, file, exception="Four siblings stay together for two weeks.")
    with acting_as(team.worker):
        assert acts.submit_placement(placement=placement, by=team.worker).state == "submitted"
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind="foster_agency")
        world.facility.refresh_from_db()
    other = open_case(team, age_low=1, age_high=2)
    placement = propose(world, team, other)
    with acting_as(team.worker):
        assert acts.submit_placement(placement=placement, by=team.worker).state == "submitted"


@pytest.mark.rule("P18")
@pytest.mark.requirement("R93")
def test_poverty_alone_needs_support_tried_and_a_second_person(world, team, file):
    placement = propose(world, team, file, reasons=["poverty"])
    with acting_as(team.worker), pytest.raises(Refused):
        acts.review_gate(placement=placement, by=team.worker, finding="needed", words="x")
    with acting_as(team.supervisor), pytest.raises(InvalidInput) as wrong:
        acts.review_gate(placement=placement, by=team.supervisor, finding="needed", words="x")
    assert "finding" in wrong.value.fields
    with acting_as(team.supervisor):
        placement = acts.review_gate(placement=placement, by=team.supervisor, finding="support_first", words="Cash first.")
    assert refused(team, placement) == PlacementReason.SUPPORT_FIRST
    with acting_as(team.worker):
        placement = acts.revise_placement(
            placement=placement, by=team.worker, base_version=placement.version,
            values=written(world, reasons=["poverty"], alternatives=["cash_support"], alternatives_words="Refused twice."),
        )  # fmt: skip
        placement.file = file
    assert placement.gatekeeping == ""
    with acting_as(team.supervisor):
        placement = acts.review_gate(
            placement=placement, by=team.supervisor, finding="needed", words="No roof since Monday."
        )
    with acting_as(team.worker):
        assert acts.submit_placement(placement=placement, by=team.worker).state == "submitted"
        assert Flag.POVERTY in policies.flags(placement)


def test_one_place_at_a_time_and_never_by_oneself(world, team, file):
    placement = propose(world, team, file)
    with acting_as(team.worker):
        acts.submit_placement(placement=placement, by=team.worker)
        with pytest.raises(Refused) as stopped:
            acts.approve_placement(placement=placement, by=team.worker)
        assert stopped.value.reason == FileReason.NO_PERMISSION
    with acting_as(team.supervisor):
        with pytest.raises(InvalidInput):
            acts.return_placement(placement=placement, by=team.supervisor, note=" ")
        acts.return_placement(placement=placement, by=team.supervisor, note="Which aunt?")
    with acting_as(team.worker):
        acts.submit_placement(placement=placement, by=team.worker)
    with acting_as(team.supervisor):
        acts.approve_placement(placement=placement, by=team.supervisor)
    assert refused(team, propose(world, team, file)) == PlacementReason.ALREADY_PLACED


def test_another_office_sees_and_does_nothing(world, team, file):
    placement = placed(world, team, file)
    other = make_team_of_office()
    with acting_as(other.worker):
        assert not Placement.objects.exists()
        with pytest.raises(Refused):
            acts.propose_placement(file=file, by=other.worker, values=written(world))
        with pytest.raises(Refused):
            acts.plan_way_on(placement=placement, by=other.worker, words="x")
    for name in ("manager", "inspector"):
        actor = getattr(world, name)
        with acting_as(actor):
            assert not Placement.objects.exists()
            assert queries.occupancy([world.facility.pk]) == {world.facility.pk: (1, 1)}


@pytest.mark.requirement("R90")
def test_children_found_in_a_discovered_house_count_and_hold_its_closing(world, team, file):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(status="unregistered_discovered")
        world.facility.refresh_from_db()
    assert refused(team, propose(world, team, file)) == FacilityReason.NOT_REGISTERED
    placement = propose(world, team, file, found_there=True, reasons=[], legal_basis="", legal_reference="", assessment="")
    with acting_as(team.worker):
        assert set(policies.flags(placement)) == {Flag.NO_ASSESSMENT, Flag.NO_LEGAL_BASIS, Flag.NO_WAY_ON}
    with acting_as(world.inspector), pytest.raises(Refused) as stopped:
        change_status(facility=world.facility, by=world.inspector, target="closed", reason="Unsafe.")
    assert stopped.value.reason == FacilityReason.CHILDREN_WITHOUT_PLAN
    with acting_as(team.worker):
        acts.plan_way_on(placement=placement, by=team.worker, words="To the grandmother on Friday.")
    with acting_as(world.inspector):
        assert (
            change_status(facility=world.facility, by=world.inspector, target="closed", reason="Unsafe.").status == "closed"
        )


@pytest.mark.rule("P39")
@pytest.mark.requirement("R96")
def test_a_missing_child_without_a_notice_stops_admissions(world, team, file):
    placement = placed(world, team, file)
    with acting_as(team.worker):
        acts.end_placement(
            placement=placement, by=team.worker, ended_on=today(), exit_kind="missing", words="Left at night."
        )
    with acting_as(world.keeper):
        assert acts.compare_notices(by=world.keeper) == 1
        assert AdmissionStop.objects.get(facility=world.facility, lifted_at=None).about == placement.pk
    with acting_as(team.worker):
        assert queries.changes_to_tell() == []  # only the process asks
        with pytest.raises(Refused):
            acts.compare_notices(by=team.worker)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"facility": None}, "facility"), ({"reasons": ["hunger"]}, "reasons"), ({"alternatives": ["luck"]}, "alternatives"),
        ({"legal_basis": "custom"}, "legal_basis"), ({"started_on": None}, "started_on"), ({"view": "x"}, "view"),
        ({"state": "approved"}, "state"),
    ],
)  # fmt: skip
def test_bad_proposals_name_their_field(world, team, file, changes, field):
    with pytest.raises(InvalidInput) as wrong:
        propose(world, team, file, **changes)
    assert set(wrong.value.fields) == {field}


def test_bad_reviews_and_ends_name_their_field(world, team, file):
    placement = placed(world, team, file)
    with acting_as(team.worker):
        with pytest.raises(InvalidInput) as wrong:
            acts.hold_placement_review(
                placement=placement, by=team.worker,
                values={"held_on": today(), "contact": "?", "school": "?", "words": " ", "next_review_on": today()},
            )  # fmt: skip
        assert set(wrong.value.fields) == {"contact", "school", "words", "next_review_on"}
        with pytest.raises(InvalidInput):
            acts.hold_placement_review(placement=placement, by=team.worker, values={"held_on": None})
        with pytest.raises(InvalidInput) as wrong:
            acts.end_placement(
                placement=placement, by=team.worker, ended_on=today() + dt.timedelta(days=1), exit_kind="?", words=" "
            )
        assert set(wrong.value.fields) == {"ended_on", "exit_kind", "words"}
        with pytest.raises(InvalidInput):
            acts.plan_way_on(placement=placement, by=team.worker, words=" ")


# Screens.


@pytest.mark.rule("P18")
@pytest.mark.rule("P19")
@pytest.mark.requirement("R92")
def test_the_screens_refuse_what_the_rules_refuse(client, enter, world, team, file):
    def post(name, *args, status=302, **data):
        answer = client.post(reverse(name, args=args), data)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    enter(team.worker.user)
    assert "Meadow House" in client.get(reverse("places"), {"age": "12"}).content.decode()
    assert client.get(reverse("places"), {"age": "x"}).status_code == 422
    assert client.get(reverse("placements", args=[file.pk])).status_code == 200
    assert client.get(reverse("placement_new", args=[file.pk])).status_code == 200
    typed = {
        "facility": str(world.facility.pk), "started_on": today().isoformat(), "reasons": ["poverty"],
        "legal_basis": "court_decision", "legal_reference": "Court 12", "assessment": "Needed.",
        "next_review_on": SOON.isoformat(),
    } | {f"principle_{name}": sentence for name, sentence in PRINCIPLES.items()}  # fmt: skip
    post("placement_new", file.pk, status=422, **(typed | {"started_on": ""}))
    post("placement_new", file.pk, **typed)
    with acting_as(team.worker):
        placement = Placement.objects.get()
    here = reverse("placement", args=[file.pk, placement.pk])
    assert "Poverty or lack of support alone" in client.get(here).content.decode()
    post("placement_submit", file.pk, placement.pk)
    with acting_as(team.worker):
        assert Placement.objects.get().state == "draft"
    assert client.get(reverse("placement_edit", args=[file.pk, placement.pk])).status_code == 200
    post("placement_edit", file.pk, placement.pk, **(typed | {"reasons": ["harm_at_home"], "base_version": "1"}))
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind="detention_police")
    post("placement_submit", file.pk, placement.pk)
    with acting_as(team.worker):
        assert Placement.objects.get().state == "draft"
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(kind="small_group_home")
    assert "(R65)" in client.get(here).content.decode()
    post("placement_submit", file.pk, placement.pk)
    with acting_as(team.worker):
        assert Placement.objects.get().state == "draft"
    heard = str(make_view(team, file, about="placement").pk)
    post(
        "placement_edit",
        file.pk,
        placement.pk,
        **(typed | {"reasons": ["harm_at_home"], "base_version": "2", "view": heard}),
    )
    post("placement_submit", file.pk, placement.pk)
    enter(team.supervisor.user)
    assert client.get(reverse("placement_decide", args=[file.pk, placement.pk])).status_code == 200
    assert client.get(reverse("placement_gate", args=[file.pk, placement.pk])).status_code == 200
    post("placement_gate", file.pk, placement.pk, finding="needed", words="Seen.")
    post("placement_decide", file.pk, placement.pk, status=422, decision="return", note="")
    post("placement_decide", file.pk, placement.pk, note="")
    enter(team.worker.user)
    html = client.get(here).content.decode()
    assert "Plan the way on" in html
    for what in ("review", "way_on", "end"):
        assert client.get(reverse(f"placement_{what}", args=[file.pk, placement.pk])).status_code == 200
    post("placement_way_on", file.pk, placement.pk, words="To the aunt.")
    post(
        "placement_review", file.pk, placement.pk, held_on=today().isoformat(), contact="weekly", school="local_school",
        words="Well.", next_review_on=SOON.isoformat(),
    )  # fmt: skip
    post("placement_end", file.pk, placement.pk, ended_on=today().isoformat(), exit_kind="relatives", words="Home.")
    assert "Meadow House" in client.get(reverse("placements", args=[file.pk])).content.decode()
    assert "Well." in client.get(here).content.decode()


@pytest.mark.rule("P18")
def test_a_review_of_what_was_decided_meanwhile_changes_nothing(world, team, file):
    """The reviewer's screen shows a draft; a colleague has decided: the review does not write the old row over the new one."""
    shown = propose(world, team, file)
    placed(world, team, open_case(team))
    with acting_as(team.worker):
        acts.submit_placement(placement=Placement.objects.get(pk=shown.pk), by=team.worker)
    with acting_as(team.supervisor):
        acts.approve_placement(placement=Placement.objects.get(pk=shown.pk), by=team.supervisor)
        with pytest.raises(Refused):
            acts.review_gate(placement=shown, by=team.supervisor, finding="support_first", words="Late.")
        assert (Placement.objects.get(pk=shown.pk).state, Placement.objects.get(pk=shown.pk).gatekeeping) == ("approved", "")
