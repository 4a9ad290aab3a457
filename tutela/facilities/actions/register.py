"""Keeping the register: enter, also what was only just discovered; revise; change status; address; head counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory, note_standing, open_office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault.keys import create_key
from tutela.vocabulary import api as vocabulary

from ..enums import CountSource, StopReason
from ..models import Facility, FacilityAddress, HeadCount, StatusChange
from ..policies import register as policies
from ..queries.occupancy import occupancy_of
from ..states import FACILITY, FacilityStatus
from .admissions import lift_stop, stop_admissions

FIRST_VISIT = dt.timedelta(days=30)
_LISTS = {"kind": "facility_types", "ownership": "facility_ownership"}
FIELDS = "name kind ownership legal_basis funding capacity groups confidential service_point".split()


@transaction.atomic
def enter_facility(
    *,
    inspection_office: Office,
    territory: Territory,
    by: Actor,
    values: Mapping[str, Any],
    discovered_on: dt.date | None = None,
    children: int | None = None,
) -> Facility:
    """Enter a facility: with ``discovered_on`` as discovered and unregistered, with the ``children`` found there (R90);
    otherwise as applying for registration. Its first inspection is due within thirty days.

    ``values``: name, owner, kind, ownership, and what is known of legal_basis, funding, capacity, groups, confidential, address.

    Raises:
        Refused: the actor does not inspect for this office.
        InvalidInput: no name or owner, an unknown code, a day to come, ages the wrong way.
    """
    policies.enter_facility.require(by, inspection_office)
    _check(values, discovered_on, children)
    office = open_office(name=values["name"], owner=values.get("owner", ""), kind="shelter", territory=territory, by=by)
    key = uuid7()
    create_key(key, "facility")
    status = FacilityStatus.DISCOVERED if discovered_on else FacilityStatus.PENDING
    facility = Facility.objects.create(
        id=key,
        key_id=key,
        office=office,
        organisation_id=office.organisation_id,
        inspection_office=inspection_office,
        territory=territory,
        status=status,
        discovered_on=discovered_on,
        next_inspection_due=today() + FIRST_VISIT,
        created_by_id=by.id,
        **{name: values[name] for name in FIELDS if values.get(name) is not None},
    )
    StatusChange.objects.create(facility=facility, after=status, reason="", by_id=by.id)
    if values.get("address"):
        set_address(facility=facility, by=by, address=values["address"])
    if children is not None:
        count_children(facility=facility, by=by, children=children, source=CountSource.DISCOVERY)
    audit.record(
        by=by, action="facility_entered", subject=f"facilities.facility:{facility.pk}", details={"status": status.value}
    )
    return facility


@transaction.atomic
def revise_facility(*, facility: Facility, by: Actor, base_version: int, values: Mapping[str, Any]) -> Facility:
    """Save what is known of a facility anew.

    Raises:
        Refused: not its inspection.
        InvalidInput: as for :func:`enter_facility`.
        StaleVersion: somebody saved meanwhile.
    """
    policies.keep_register.require(by, facility)
    _check({"name": facility.name, "owner": "known", "kind": facility.kind, "ownership": facility.ownership} | dict(values))
    current = Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    if current.version != base_version:
        raise StaleVersion(
            current={name: getattr(current, name) for name in values if name in FIELDS},
            submitted=dict(values),
            version=current.version,
        )
    for name in FIELDS:
        if name in values:
            setattr(current, name, values[name])
    current.version += 1
    current.save()
    audit.record(by=by, action="facility_revised", subject=f"facilities.facility:{facility.pk}")
    return current


@transaction.atomic
def change_status(*, facility: Facility, by: Actor, target: str, reason: str) -> Facility:
    """Move a facility on: registered, suspended, closed. Its history is kept; suspension stops admissions at once.

    Raises:
        Refused: not its inspection; no legal basis; children there without an onward plan (R90).
        WrongState: the status does not allow it.
        InvalidInput: no reason.
    """
    policies.keep_register.require(by, facility)
    facility = Facility.objects.select_for_update(of=("self",)).select_related("service_point").get(pk=facility.pk)
    wanted = FacilityStatus(target)
    policies.change_status.require(by, facility, wanted, _without_plan(facility))
    before = facility.status
    after = FACILITY.move(before, wanted)
    if not reason.strip():
        raise InvalidInput({"reason": _("Say in a sentence why. The history of the facility keeps it.")})
    facility.status = after
    if after == FacilityStatus.REGISTERED and facility.registered_on is None:
        facility.registered_on = today()
    facility.closed_on = today() if after == FacilityStatus.CLOSED else None
    facility.version += 1
    facility.save()
    StatusChange.objects.create(facility=facility, before=before, after=after, reason=reason.strip(), by_id=by.id)
    if after in (FacilityStatus.SUSPENDED, FacilityStatus.CLOSED):
        stop_admissions(facility=facility, by=by, reason=StopReason.STATUS)
    else:
        lift_stop(facility=facility, by=by, reason=StopReason.STATUS)
    if facility.service_point is not None:
        note_standing(point=facility.service_point, by=by, legal_status=after)
    audit.record(
        by=by,
        action="facility_status_changed",
        subject=f"facilities.facility:{facility.pk}",
        details={"before": before, "after": after.value},
    )
    return facility


@transaction.atomic
def set_address(*, facility: Facility, by: Actor, address: str) -> FacilityAddress:
    """Write down where it is, sealed; the only place that says so for a confidential shelter.

    Raises:
        Refused: neither its inspection nor its own people.
        InvalidInput: nothing written.
    """
    policies.read_address.require(by, facility)
    if not address.strip():
        raise InvalidInput({"address": _("Write the address first.")})
    kept, _made = FacilityAddress.objects.get_or_create(
        facility=facility,
        defaults={
            "key_id": facility.key_id,
            "office_id": facility.office_id,
            "inspection_office_id": facility.inspection_office_id,
            "address": address.strip(),
            "updated_by_id": by.id,
        },
    )
    kept.address, kept.updated_at, kept.updated_by_id = address.strip(), now(), by.id
    kept.save()
    audit.record(by=by, action="facility_address_written", subject=f"facilities.facility:{facility.pk}")
    return kept


@transaction.atomic
def read_address(*, facility: Facility, by: Actor) -> str:
    """The address; each reading is written down. Empty when nobody wrote it.

    Raises:
        Refused: neither its inspection nor its own people.
    """
    policies.read_address.require(by, facility)
    kept = FacilityAddress.objects.filter(facility=facility).first()
    audit.record(by=by, action="facility_address_read", subject=f"facilities.facility:{facility.pk}")
    return kept.address if kept else ""


@transaction.atomic
def count_children(*, facility: Facility, by: Actor, children: int, source: str = CountSource.REPORTED) -> HeadCount:
    """Write down how many children are there today.

    Raises:
        Refused: neither its own people nor its inspection.
        InvalidInput: no number.
    """
    policies.manage_facility.require(by, facility)
    if children < 0 or children > 100_000:
        raise InvalidInput({"children": _("Give the number of children who are there today, 0 or more.")})
    count = HeadCount.objects.create(
        facility=facility, children=children, source=CountSource(source), by_id=by.id, counted_on=today()
    )
    audit.record(
        by=by, action="children_counted", subject=f"facilities.facility:{facility.pk}", details={"children": children}
    )
    return count


def _without_plan(facility: Facility) -> int | None:
    known = occupancy_of([facility.pk])
    return None if known is None else known[facility.pk].without_plan


def _check(values: Mapping[str, Any], discovered_on: dt.date | None = None, children: int | None = None) -> None:
    problems: dict[str, Any] = {}
    for name in ("name", "owner"):
        if not str(values.get(name) or "").strip():
            problems[name] = _("Give the name. If it is not known, describe the place.")
    for name, list_id in _LISTS.items():
        if not vocabulary.is_code(list_id, str(values.get(name, ""))):
            problems[name] = _("Choose one of the answers offered.")
    if any(not vocabulary.is_code("facility_funding", code) for code in values.get("funding") or []):
        problems["funding"] = _("Choose one of the answers offered.")
    groups = values.get("groups") or {}
    if groups.get("from_age", 0) > groups.get("to_age", 17):
        problems["groups"] = _("The lowest age lies above the highest. Change one of them.")
    if discovered_on is not None and discovered_on > today():
        problems["discovered_on"] = _("This day is still to come. Give the day it was discovered.")
    if children is not None and children < 0:
        problems["children"] = _("Give the number of children who are there today, 0 or more.")
    if problems:
        raise InvalidInput(problems)
