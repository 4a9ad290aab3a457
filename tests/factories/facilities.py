"""A facility with its inspection and its people, made by the real actions.

world = make_world()            # inspection office, two inspectors, the facility's manager, oversight, the process
facility = world.facility       # registered, twelve places, inspection due in a year
with acting_as(world.inspector): ...
"""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from tests.factories.accounts import actor_of, make_office, make_organisation, make_territory, make_user, sign_body
from tests.factories.directory import make_point
from tutela.facilities.actions.inspections import plan_inspection, report_inspection, save_answers, start_inspection
from tutela.facilities.actions.register import enter_facility
from tutela.facilities.models import Facility
from tutela.facilities.policies.checklist import items_of
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

KNOWN = {
    "name": "Meadow House", "owner": "Meadow Association", "kind": "small_group_home", "ownership": "association",
    "legal_basis": "Licence 7/2026", "funding": ["state_budget"], "capacity": 12, "groups": {"from_age": 3, "to_age": 17},
    "address": "9 Hidden Lane",
}  # fmt: skip


def make_world(*, second_factor: bool = False, **known: object) -> SimpleNamespace:
    """Everybody around one registered facility; ``known`` changes what is known of it, ``second_factor`` goes to its people."""
    district = make_territory(make_territory(make_territory()))
    ministry = make_office(district, organisation=make_organisation(sector="government"))
    users = {
        "inspector": make_user("inspector", office=ministry, second_factor=second_factor),
        "colleague": make_user("inspector", office=ministry),
        "elsewhere": make_user("inspector", office=make_office()),
        "caseworker": make_user("caseworker", office=make_office(district)),
        "oversight": make_user("ombudsperson"),
        "keeper": make_user("deadline_keeper", is_system=True),
    }
    inspector = actor_of(users["inspector"])
    with acting_as(inspector):
        facility = enter_facility(inspection_office=ministry, territory=district, by=inspector, values=KNOWN | known)
        Facility.objects.filter(pk=facility.pk).update(
            status="registered",
            registered_on=today(),
            next_inspection_due=today() + dt.timedelta(days=300),
            service_point=make_point(office=facility.office, services=["small_residential_care"]),
        )
    facility = Facility.objects.get(pk=facility.pk)
    sign_body(facility.office.organisation)
    users["manager"] = make_user("facility_manager", office=facility.office, second_factor=second_factor)
    users["stranger"] = make_user("facility_manager", office=make_office())
    return SimpleNamespace(
        district=district, ministry=ministry, facility=facility, users=users,
        **{name: actor_of(user) for name, user in users.items()},
    )  # fmt: skip


def make_inspection(world: SimpleNamespace, *, start: bool = True, **options: object):
    """An inspection by the inspector, under way."""
    with acting_as(world.inspector):
        inspection = plan_inspection(
            facility=world.facility, by=world.inspector, planned_on=today(), inspector=world.users["inspector"], **options
        )
        return start_inspection(inspection=inspection, by=world.inspector, no_interest=True) if start else inspection


def answer_all(world: SimpleNamespace, inspection, answer: str = "met", **others: str) -> None:
    """Answer every item the same, but for ``others``."""
    given = {item.code: {"answer": others.get(item.code, answer), "base": 0} for item in items_of(world.facility.kind)}
    with acting_as(world.inspector):
        assert save_answers(inspection=inspection, by=world.inspector, answers=given) == []


def report(world: SimpleNamespace, answer: str = "met", **others: str):
    """A reported inspection."""
    inspection = make_inspection(world)
    answer_all(world, inspection, answer, **others)
    with acting_as(world.inspector):
        return report_inspection(inspection=inspection, by=world.inspector)
