"""Rules and actions of inspections at their edges: out of reach, no reason, no entry in the directory."""

import datetime as dt

import pytest

from tests.factories.facilities import answer_all, make_inspection
from tutela.facilities.actions import inspections as acts
from tutela.facilities.actions.register import change_status, enter_facility
from tutela.facilities.enums import FacilityReason
from tutela.facilities.models import Facility, StatusChange
from tutela.facilities.policies import inspection as policies
from tutela.facilities.policies import register as keeping
from tutela.facilities.states import FacilityStatus
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused


@pytest.mark.requirement("R91")
@pytest.mark.parametrize("name", ["elsewhere", "manager", "caseworker"])
def test_whoever_does_not_keep_the_register_assigns_conducts_and_answers_nothing(world, name):
    inspection = make_inspection(world)
    actor = getattr(world, name)
    expected = keeping.keep_register.why_not(actor, world.facility)
    assert expected is not None
    assert policies.assign_inspector.why_not(actor, inspection, world.users["colleague"]) == expected
    assert policies.conduct.why_not(actor, inspection) == expected
    assert policies.answer_items.why_not(actor, inspection) == expected
    assert policies.report_inspection.why_not(actor, inspection) == expected
    assert keeping.change_status.why_not(actor, world.facility, FacilityStatus.CLOSED, 0) == expected


def test_nothing_is_answered_or_reported_before_the_inspection_has_begun(world):
    planned = make_inspection(world, start=False)
    assert policies.answer_items.why_not(world.inspector, planned) == FacilityReason.NOT_OPEN
    with acting_as(world.inspector), pytest.raises(Refused) as refused:
        acts.report_inspection(inspection=planned, by=world.inspector)
    assert refused.value.reason == FacilityReason.NOT_OPEN


@pytest.mark.requirement("R90")
def test_a_status_without_a_reason_changes_nothing(world):
    with acting_as(world.inspector), pytest.raises(InvalidInput) as wrong:
        change_status(facility=world.facility, by=world.inspector, target="suspended", reason=" \n")
    assert set(wrong.value.fields) == {"reason"}
    assert Facility.objects.get(pk=world.facility.pk).status == FacilityStatus.REGISTERED
    assert not StatusChange.objects.filter(facility=world.facility, after="suspended").exists()


@pytest.mark.requirement("R90")
def test_the_day_of_registration_is_kept(world):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(status=FacilityStatus.PENDING, registered_on=None)
        world.facility.refresh_from_db()
        change_status(facility=world.facility, by=world.inspector, target="registered", reason="Licence seen.")
    assert Facility.objects.get(pk=world.facility.pk).registered_on == today()


def test_a_facility_that_is_in_no_directory_is_inspected_all_the_same(world):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(service_point=None)
    world.facility.service_point = None
    inspection = make_inspection(world)
    answer_all(world, inspection)
    with acting_as(world.inspector):
        reported = acts.report_inspection(inspection=inspection, by=world.inspector)
        assert reported.state == "reported"
        assert Facility.objects.get(pk=world.facility.pk).next_inspection_due > today() + dt.timedelta(days=30)


@pytest.mark.parametrize(("field", "values"), [("name", {"name": " "}), ("owner", {"owner": ""})])
def test_a_facility_needs_a_name_and_an_owner(world, field, values):
    known = {"name": "Hill House", "owner": "Hill Association", "kind": "small_group_home", "ownership": "association"}
    with acting_as(world.inspector), pytest.raises(InvalidInput) as wrong:
        enter_facility(inspection_office=world.ministry, territory=world.district, by=world.inspector, values=known | values)
    assert field in wrong.value.fields
