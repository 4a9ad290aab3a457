"""Keeping the staff of a facility: post, qualification, vetting (R96)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, StaleVersion
from tutela.vocabulary import api as vocabulary

from ..models import Facility, StaffMember
from ..policies.register import manage_facility

FIELDS = "name post qualification vetted_on vetting_until trained_on code_signed_on started_on ended_on".split()


@transaction.atomic
def add_staff(*, facility: Facility, by: Actor, values: Mapping[str, Any]) -> StaffMember:
    """Enter a person at work. Without a clear vetting before the first day the person is unvetted, which is a critical finding.

    Raises:
        Refused: neither the facility's own people nor its inspection.
        InvalidInput: no name, unknown codes, days that cannot be.
    """
    manage_facility.require(by, facility)
    _check(values)
    member = StaffMember.objects.create(
        facility=facility,
        key_id=facility.key_id,
        office_id=facility.office_id,
        inspection_office_id=facility.inspection_office_id,
        created_by_id=by.id,
        **{name: values[name] for name in FIELDS if values.get(name) is not None},
    )
    audit.record(by=by, action="facility_staff_added", subject=f"facilities.staffmember:{member.pk}")
    return member


@transaction.atomic
def revise_staff(*, member: StaffMember, by: Actor, base_version: int, values: Mapping[str, Any]) -> StaffMember:
    """Save a person's post, vetting, training or last day anew.

    Raises:
        Refused, InvalidInput: as :func:`add_staff`.
        StaleVersion: somebody saved meanwhile.
    """
    manage_facility.require(by, member.facility)
    current = StaffMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    known = {name: getattr(current, name) for name in FIELDS}
    _check(known | dict(values))
    if current.version != base_version:
        raise StaleVersion(current=known, submitted=dict(values), version=current.version)
    for name in FIELDS:
        if name in values:
            setattr(current, name, values[name])
    current.version += 1
    current.save()
    audit.record(by=by, action="facility_staff_revised", subject=f"facilities.staffmember:{member.pk}")
    return current


def _check(values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {}
    if not str(values.get("name") or "").strip():
        problems["name"] = _("Give the person's name.")
    for name, list_id in (("post", "facility_staff_posts"), ("qualification", "staff_qualifications")):
        if not vocabulary.is_code(list_id, str(values.get(name, ""))):
            problems[name] = _("Choose one of the answers offered.")
    started, ended = values.get("started_on"), values.get("ended_on")
    if started is None:
        problems["started_on"] = _("Give the first day at work.")
    elif ended is not None and ended < started:
        problems["ended_on"] = _("The last day lies before the first. Change one of them.")
    if (vetted := values.get("vetted_on")) is not None and vetted > today():
        problems["vetted_on"] = _("This day is still to come. Give the day the vetting came back.")
    if problems:
        raise InvalidInput(problems)
