"""Keeping entries fresh: confirm, count places, stop and reopen, remind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput

from .. import policies
from ..models import ServicePoint
from ..queries.finder import CONFIRM_AFTER

REMIND_EVERY = dt.timedelta(days=30)


@transaction.atomic
def confirm_entry(*, point: ServicePoint, by: Actor, values: Mapping[str, Any] | None = None) -> ServicePoint:
    """Say that an entry is still right, and how many places are free and how many people wait (``None``: not known).

    Raises:
        Refused: another office keeps it, or the service has ended.
        InvalidInput: more free places than there are, or a number below zero.
    """
    policies.keep_entry.require(by, point)
    counts = {name: (values or {}).get(name) for name in ("capacity", "free_places", "waiting")}
    problems = {
        name: _("Give a whole number, 0 or more.") for name, value in counts.items() if value is not None and value < 0
    }
    capacity, free = counts["capacity"], counts["free_places"]
    if capacity is not None and free is not None and free > capacity:
        problems["free_places"] = _("There cannot be more free places than places. Correct one of the two.")
    if problems:
        raise InvalidInput(problems)
    if values is not None:
        point.capacity, point.free_places, point.waiting = capacity, free, counts["waiting"]
        point.counted_on = today()
    point.confirmed_on, point.confirmed_by, point.reminded_on = today(), by.id, None
    point.save(update_fields=[*counts, "counted_on", "confirmed_on", "confirmed_by", "reminded_on"])
    audit.record(by=by, action="service_confirmed", subject=f"directory.servicepoint:{point.pk}")
    return point


@transaction.atomic
def remind_to_confirm(*, by: Actor) -> int:
    """Mark every entry that nobody confirmed for half a year, for its keeper's page; again after thirty days.

    Raises:
        Refused: neither the process that watches deadlines nor an administrator of the directory.
    """
    policies.remind_keepers.require(by)
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=today() - CONFIRM_AFTER)
    not_lately = Q(reminded_on=None) | Q(reminded_on__lt=today() - REMIND_EVERY)
    reminded = ServicePoint.objects.filter(old, not_lately, ended_on=None).update(reminded_on=today())
    if reminded:
        audit.record(by=by, action="keepers_reminded", subject="directory:services", details={"entries": reminded})
    return reminded


@transaction.atomic
def stop_service(*, point: ServicePoint, by: Actor, stopped: bool) -> ServicePoint:
    """Take a service out of every choice, or put it back. Called by what lies above when admissions stop (P39).

    Raises:
        Refused: not an inspector, the process that watches deadlines, or an administrator of the directory.
    """
    policies.stop_service.require(by)
    if stopped == (point.suspended_on is not None):
        return point
    point.suspended_on = today() if stopped else None
    point.save(update_fields=["suspended_on"])
    audit.record(
        by=by, action="service_stopped" if stopped else "service_reopened", subject=f"directory.servicepoint:{point.pk}"
    )
    return point


@transaction.atomic
def note_standing(
    *, point: ServicePoint, by: Actor, legal_status: str, inspected_on: dt.date | None = None, percent: int | None = None
) -> ServicePoint:
    """Show with the service what the register of facilities says of the place; what is not given stays as it was.

    Raises:
        Refused: as :func:`stop_service`.
    """
    policies.stop_service.require(by)
    point.legal_status = legal_status
    if inspected_on is not None:
        point.inspected_on, point.inspection_percent = inspected_on, percent
    point.save(update_fields=["legal_status", "inspected_on", "inspection_percent"])
    audit.record(by=by, action="service_standing_noted", subject=f"directory.servicepoint:{point.pk}")
    return point
