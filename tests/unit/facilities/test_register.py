"""The register: what is entered, discovered, changed, closed; who reads an address; who may be received."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories.accounts import make_actor
from tests.factories.facilities import KNOWN
from tutela.facilities import presenters
from tutela.facilities.actions.admissions import (
    PlacementChange,
    find_missing_notices,
    lift_stop,
    stop_admissions,
    watch_facilities,
)
from tutela.facilities.actions.notices import send_notice
from tutela.facilities.actions.register import (
    change_status,
    count_children,
    enter_facility,
    read_address,
    revise_facility,
    set_address,
)
from tutela.facilities.actions.staff import add_staff, revise_staff
from tutela.facilities.enums import FacilityReason, StopReason
from tutela.facilities.models import AdmissionStop, Facility, FacilityAddress, HeadCount, StaffMember, StatusChange
from tutela.facilities.policies import register as policies
from tutela.facilities.policies.inspection import unvetted
from tutela.facilities.presenters import children_there
from tutela.facilities.queries import register as queries
from tutela.facilities.queries.occupancy import Occupancy
from tutela.facilities.states import FacilityStatus
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion, WrongState
from tutela.kernel.ids import uuid7

EMPTY = "tests.unit.facilities.conftest.empty_house"
WITHOUT_PLAN = "tests.unit.facilities.conftest.one_without_a_plan"


@pytest.mark.requirement("R89")
def test_the_register_keeps_what_is_known_and_its_history(world):
    facility = world.facility
    assert (facility.name, facility.organisation.name, facility.capacity) == ("Meadow House", "Meadow Association", 12)
    with acting_as(world.inspector):
        changed = change_status(facility=facility, by=world.inspector, target="suspended", reason="No water.")
        change_status(facility=changed, by=world.inspector, target="registered", reason="Water is back.")
        history = list(StatusChange.objects.filter(facility=facility).values_list("after", "reason"))
    assert history == [("registration_pending", ""), ("suspended", "No water."), ("registered", "Water is back.")]
    assert queries.counts_by_status()["registered"] == 1
    assert list(queries.narrowed(queries.register_for(world.caseworker), territory_path=world.district.path)) == [facility]
    assert not queries.narrowed(queries.register_for(world.caseworker), kind="shelter_emergency").exists()
    assert not queries.narrowed(queries.register_for(world.caseworker), status="closed").exists()
    assert not queries.narrowed(queries.register_for(world.caseworker), words="forest").exists()


@pytest.mark.requirement("R90")
def test_what_is_discovered_enters_with_the_children_found(world):
    with acting_as(world.inspector):
        found = enter_facility(
            inspection_office=world.ministry,
            territory=world.district,
            by=world.inspector,
            values=KNOWN | {"name": "House behind the mill", "owner": "not known", "legal_basis": ""},
            discovered_on=today(),
            children=7,
        )
        assert found.status == FacilityStatus.DISCOVERED
        assert HeadCount.objects.get(facility=found).children == 7
        assert found.next_inspection_due <= today() + dt.timedelta(days=30)
        change_status(facility=found, by=world.inspector, target="registration_pending", reason="The owner applies.")
        with pytest.raises(Refused) as refused:
            change_status(facility=found, by=world.inspector, target="registered", reason="x")
    assert refused.value.reason == FacilityReason.NO_LEGAL_BASIS


@pytest.mark.requirement("R90")
@pytest.mark.parametrize(
    ("door", "reason"),
    [("", FacilityReason.OCCUPANCY_UNKNOWN), (WITHOUT_PLAN, FacilityReason.CHILDREN_WITHOUT_PLAN), (EMPTY, None)],
)
def test_closing_is_refused_while_a_child_has_no_onward_plan(world, settings, door, reason):
    settings.TUTELA_OCCUPANCY = door
    with acting_as(world.inspector):
        if reason is None:
            closed = change_status(facility=world.facility, by=world.inspector, target="closed", reason="Everybody is home.")
            assert (closed.status, closed.closed_on) == ("closed", today())
            with pytest.raises(WrongState):
                change_status(facility=closed, by=world.inspector, target="registered", reason="x")
            return
        with pytest.raises(Refused) as refused:
            change_status(facility=world.facility, by=world.inspector, target="closed", reason="x")
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"owner": " "}, {"kind": "castle"}, {"ownership": "nobody"}, {"funding": ["luck"]},
        {"groups": {"from_age": 9, "to_age": 3}},
    ],
)  # fmt: skip
def test_bad_entries_name_their_field(world, change):
    with acting_as(world.inspector), pytest.raises(InvalidInput) as wrong:
        enter_facility(inspection_office=world.ministry, territory=world.district, by=world.inspector, values=KNOWN | change)
    assert set(wrong.value.fields) == set(change)


def test_days_and_numbers_that_cannot_be(world):
    with acting_as(world.inspector), pytest.raises(InvalidInput) as wrong:
        enter_facility(
            inspection_office=world.ministry,
            territory=world.district,
            by=world.inspector,
            values=KNOWN,
            discovered_on=today() + dt.timedelta(days=1),
            children=-1,
        )
    assert set(wrong.value.fields) == {"discovered_on", "children"}
    with acting_as(world.inspector):
        with pytest.raises(InvalidInput):
            count_children(facility=world.facility, by=world.inspector, children=-1)
        with pytest.raises(InvalidInput):
            set_address(facility=world.facility, by=world.inspector, address=" ")
        with pytest.raises(InvalidInput):
            change_status(facility=world.facility, by=world.inspector, target="suspended", reason=" ")


def test_only_its_inspection_keeps_the_register(world):
    for name in ("elsewhere", "manager", "caseworker", "oversight"):
        actor = getattr(world, name)
        with acting_as(actor):
            with pytest.raises(Refused):
                enter_facility(inspection_office=world.ministry, territory=world.district, by=actor, values=KNOWN)
            with pytest.raises(Refused):
                change_status(facility=world.facility, by=actor, target="suspended", reason="x")
            with pytest.raises(Refused):
                revise_facility(facility=world.facility, by=actor, base_version=1, values={"capacity": 99})


def test_a_newer_version_comes_back_whole(world):
    with acting_as(world.inspector):
        revised = revise_facility(facility=world.facility, by=world.inspector, base_version=1, values={"capacity": 9})
        assert (revised.capacity, revised.version) == (9, 2)
        with pytest.raises(StaleVersion) as stale:
            revise_facility(facility=world.facility, by=world.inspector, base_version=1, values={"capacity": 8})
    assert (stale.value.current["capacity"], stale.value.submitted["capacity"]) == (9, 8)


def test_the_register_is_not_for_everybody(world):
    statistician = make_actor("statistician")
    assert not queries.register_for(statistician).exists()
    with pytest.raises(NotHere):
        queries.get_facility(statistician, world.facility.pk)
    with pytest.raises(NotHere):
        queries.get_facility(world.inspector, uuid7())
    assert list(queries.managed_by(world.manager)) == [world.facility]


# The address of a shelter (S3).


@pytest.mark.requirement("R89")
@pytest.mark.parametrize("name", ["inspector", "manager"])
def test_the_address_is_read_by_its_people_and_its_inspection(world, name):
    actor = getattr(world, name)
    with acting_as(actor):
        assert read_address(facility=world.facility, by=actor) == "9 Hidden Lane"


@pytest.mark.parametrize("name", ["elsewhere", "stranger", "caseworker", "oversight"])
def test_the_address_is_hidden_from_everybody_else_twice(world, name):
    """Once by the rule, once by the rows themselves."""
    actor = getattr(world, name)
    with acting_as(actor):
        with pytest.raises(Refused) as refused:
            read_address(facility=world.facility, by=actor)
        assert not FacilityAddress.objects.exists()
        assert not StaffMember.objects.exists()
    assert refused.value.reason == FacilityReason.ADDRESS_PROTECTED


def test_no_dump_shows_the_address(world):
    with connection.cursor() as cursor, acting_as(world.inspector):
        cursor.execute("SELECT address FROM facilities_facilityaddress")
        ((sealed,),) = cursor.fetchall()
    assert b"Hidden" not in bytes(sealed)


# Admissions (P18, P19, P39).


@pytest.mark.rule("P19")
@pytest.mark.requirement("R97")
@pytest.mark.parametrize("kind", ["detention_police", "detention_remand", "detention_sentenced", "detention_immigration"])
def test_a_place_of_detention_receives_nobody_for_protection(world, kind):
    world.facility.kind = kind
    assert policies.receive_child.why_not(world.facility, 10, 0) == FacilityReason.DETENTION_PLACE


@pytest.mark.rule("P18")
@pytest.mark.parametrize("status", [status for status in FacilityStatus if status != FacilityStatus.REGISTERED])
def test_only_a_registered_facility_receives(world, status):
    world.facility.status = status
    assert policies.receive_child.why_not(world.facility, 10, 0) in (
        FacilityReason.NOT_REGISTERED,
        FacilityReason.ADMISSIONS_STOPPED,
    )


@pytest.mark.rule("P18")
def test_places_and_ages_are_kept(world):
    ask = policies.receive_child.why_not
    assert ask(world.facility, 10, 11) is None
    assert ask(world.facility, None, 0) is None
    assert ask(world.facility, 10, 12) == FacilityReason.FULL
    assert ask(world.facility, 2, 0) == FacilityReason.NOT_FOR_THIS_AGE
    world.facility.kind = "foster_agency"
    assert policies.is_family_based(world.facility)


@pytest.mark.rule("P39")
def test_a_stop_takes_the_service_out_of_every_choice(world):
    with acting_as(world.inspector):
        assert stop_admissions(facility=world.facility, by=world.inspector, reason="sanction")
        assert stop_admissions(facility=world.facility, by=world.inspector, reason="sanction") is None
        assert policies.receive_child.why_not(world.facility, 10, 0) == FacilityReason.ADMISSIONS_STOPPED
        point = Facility.objects.get(pk=world.facility.pk).service_point
        assert point.suspended_on == today()
        stop_admissions(facility=world.facility, by=world.inspector, reason="critical_finding", about=uuid7())
        lift_stop(facility=world.facility, by=world.inspector, reason="sanction")
        assert Facility.objects.get(pk=world.facility.pk).service_point.suspended_on == today()
        facility = Facility.objects.get(pk=world.facility.pk)
        assert lift_stop(facility=facility, by=world.inspector, reason="critical_finding") == 1
        assert Facility.objects.get(pk=world.facility.pk).service_point.suspended_on is None
    for name in ("manager", "caseworker", "elsewhere"):
        actor = getattr(world, name)
        with acting_as(actor), pytest.raises(Refused):
            lift_stop(facility=world.facility, by=actor, reason="sanction")
        with acting_as(actor), pytest.raises(Refused):
            stop_admissions(facility=world.facility, by=actor, reason="sanction")


def reasons(facility):
    return set(AdmissionStop.objects.filter(facility=facility, lifted_at=None).values_list("reason", flat=True))


@pytest.mark.rule("P39")
@pytest.mark.requirement("R91")
def test_an_overdue_inspection_stops_admissions_and_opens_them_again(world):
    with acting_as(world.keeper):
        Facility.objects.filter(pk=world.facility.pk).update(next_inspection_due=today() - dt.timedelta(days=1))
        assert watch_facilities(by=world.keeper) == 1
        assert watch_facilities(by=world.keeper) == 0
        assert reasons(world.facility) == {StopReason.INSPECTION_OVERDUE}
        Facility.objects.filter(pk=world.facility.pk).update(next_inspection_due=today())
        watch_facilities(by=world.keeper)
        assert reasons(world.facility) == set()
    with acting_as(world.inspector), pytest.raises(Refused):
        watch_facilities(by=world.inspector)


def staff(**changes):
    return {
        "name": "Person A", "post": "carer_day", "qualification": "degree", "vetted_on": today() - dt.timedelta(days=9),
        "started_on": today() - dt.timedelta(days=5),
    } | changes  # fmt: skip


@pytest.mark.rule("P39")
@pytest.mark.requirement("R96")
def test_unvetted_staff_is_critical(world):
    with acting_as(world.manager):
        add_staff(facility=world.facility, by=world.manager, values=staff())
        member = add_staff(facility=world.facility, by=world.manager, values=staff(vetted_on=None))
        add_staff(
            facility=world.facility, by=world.manager, values=staff(vetted_on=None, ended_on=today() - dt.timedelta(days=1))
        )
        assert list(unvetted(world.facility)) == [member]
    with acting_as(world.keeper):
        watch_facilities(by=world.keeper)
        assert reasons(world.facility) == {StopReason.UNVETTED_STAFF}
    with acting_as(world.manager):
        values = {"vetted_on": today() - dt.timedelta(days=6)}
        revise_staff(member=member, by=world.manager, base_version=1, values=values)
        with pytest.raises(StaleVersion):
            revise_staff(member=member, by=world.manager, base_version=1, values=values)
    with acting_as(world.keeper):
        watch_facilities(by=world.keeper)
        assert reasons(world.facility) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "}, {"post": "king"}, {"qualification": "?"}, {"started_on": None},
        {"ended_on": dt.date(2020, 1, 1)}, {"vetted_on": dt.date(2999, 1, 1)},
    ],
)  # fmt: skip
def test_bad_staff_entries_name_their_field(world, changes):
    with acting_as(world.manager), pytest.raises(InvalidInput) as wrong:
        add_staff(facility=world.facility, by=world.manager, values=staff(**changes))
    assert set(wrong.value.fields) == set(changes)


def test_staff_of_another_facility_is_out_of_reach(world):
    with acting_as(world.stranger), pytest.raises(Refused):
        add_staff(facility=world.facility, by=world.stranger, values=staff())


@pytest.mark.requirement("R96")
def test_the_ratio_is_computed(world):
    with acting_as(world.manager):
        for changes in ({}, {"post": "carer_night", "qualification": "none"}, {"post": "household"}):
            add_staff(facility=world.facility, by=world.manager, values=staff(**changes))
        assert queries.ratio(world.facility, 7) == {"staff": 3, "carers": 2, "qualified": 1, "children_to_a_carer": 3.5}
        assert queries.ratio(world.facility, None)["children_to_a_carer"] is None


def test_a_carer_has_the_children_who_are_there_however_they_came():
    placed, counted = Occupancy(2, 0), HeadCount(children=6)
    assert children_there(placed, counted) == children_there(None, counted) == 6
    assert children_there(Occupancy(7, 0), counted) == 7
    assert children_there(Occupancy(0, 0), None) == 0
    assert children_there(None, None) is None


# Notices.


def notice(**changes):
    an_hour_ago = now() - dt.timedelta(hours=1)
    return {
        "kind": "missing", "happened_on": timezone.localdate(an_hour_ago), "noticed_at": an_hour_ago, "words": "One child left.",
        "children": 1, "placement": None,
    } | changes  # fmt: skip


@pytest.mark.rule("P39")
@pytest.mark.requirement("R96")
def test_a_missing_notice_is_found_and_a_late_one_opens_again(world):
    place = uuid7()
    change = PlacementChange(placement=place, facility=world.facility.pk, kind="missing")
    other = PlacementChange(placement=uuid7(), facility=uuid7(), kind="death")
    with acting_as(world.keeper):
        assert find_missing_notices(changes=[change, other], by=world.keeper) == [change]
        assert reasons(world.facility) == {StopReason.NOTICE_MISSING}
    with acting_as(world.manager):
        sent = send_notice(facility=world.facility, by=world.manager, values=notice(placement=place))
        assert reasons(world.facility) == set()
        assert sent.words == "One child left."
    with acting_as(world.keeper):
        assert find_missing_notices(changes=[change], by=world.keeper) == []
    with acting_as(world.manager), pytest.raises(Refused):
        find_missing_notices(changes=[], by=world.manager)


@pytest.mark.requirement("R95")
def test_children_are_never_counted_without_coverage(world):
    assert queries.coverage().percent == 0
    with acting_as(world.manager):
        count_children(facility=world.facility, by=world.manager, children=9)
        count_children(facility=world.facility, by=world.manager, children=8)
    found = queries.coverage()
    assert (found.children, found.reporting, found.known, found.percent, found.warns) == (8, 1, 1, 100, False)
    with acting_as(world.inspector):
        enter_facility(
            inspection_office=world.ministry, territory=world.district, by=world.inspector,
            values=KNOWN | {"name": "B"}, discovered_on=today(),
        )  # fmt: skip
    found = queries.coverage(world.district.path)
    assert (found.percent, found.unregistered, found.warns) == (50, 1, True)
    assert queries.coverage("nowhere").known == 0
    assert (found.children, found.unreported) == (8, 10)


@pytest.mark.requirement("R95")
def test_children_of_places_that_do_not_report_are_estimated_by_type():
    kinds = {1: "home", 2: "home", 3: "home", 4: "shelter", 5: "shelter", 6: "school"}
    assert queries.estimate_unreported(kinds, {}) is None
    assert queries.estimate_unreported(kinds, {1: 10, 2: 20, 4: 6}) == 35  # a home of 15, a shelter of 6, a school of 12
    assert queries.estimate_unreported(kinds, dict.fromkeys(kinds, 7)) == 0
    words = presenters.coverage_words(queries.Coverage(reporting=1, known=3, unregistered=0, children=8, unreported=15))
    assert "In the 2 known places that did not report, about 15 more children" in words["unreported"]
    assert presenters.coverage_words(queries.Coverage(2, 2, 0, 8, 0))["unreported"] == ""
    assert "nothing can be estimated" in presenters.coverage_words(queries.Coverage(0, 2, 0, 0))["unreported"]
