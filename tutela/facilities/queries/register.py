"""Reading the register: who sees which facility, counts by status, coverage of reporting, what is due."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tutela.accounts.api import Permission as P
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import NotHere
from tutela.vocabulary import api as vocabulary

from ..models import AdmissionStop, Facility, HeadCount, StaffMember
from ..policies.register import READERS
from ..states import FacilityStatus

REPORTING_PERIOD = dt.timedelta(days=92)
WARNING_BELOW = 90
"""Per cent of known facilities that must have reported before a figure stands without the warning (R95)."""


@dataclass(frozen=True)
class Coverage:
    """How much of what is known stands behind a figure: facilities that reported within a quarter, of those known and open.

    ``unreported``: an estimate, rounded to five, of the children in known facilities that did not report, each taken as large as
    those of its type that did (as all of them, where none of its type did); ``None`` when nobody reported. Places that nobody has
    discovered are in no figure: nothing is known from which they could be estimated.
    """

    reporting: int
    known: int
    unregistered: int
    children: int
    unreported: int | None = None

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down; 0 when nothing is known."""
        return 100 * self.reporting // self.known if self.known else 0

    @property
    def warns(self) -> bool:
        """Whether every output must say that the figure is likely too low."""
        return self.percent < WARNING_BELOW or self.unregistered > 0


def register_for(actor: Actor) -> QuerySet[Facility]:
    """The register as this person may see it: all of it for whoever reads it at all, else nothing."""
    found = Facility.objects.select_related("territory", "organisation", "inspection_office")
    return found if any(actor.has(permission) for permission in READERS) else found.none()


def get_facility(actor: Actor, facility_id: uuid.UUID) -> Facility:
    """One facility.

    Raises:
        NotHere: missing, or the register is not for this person.
    """
    found = register_for(actor).filter(pk=facility_id).first()
    if found is None:
        raise NotHere()
    return found


def managed_by(actor: Actor) -> QuerySet[Facility]:
    """The facilities somebody answers for."""
    return register_for(actor).filter(office_id__in=actor.offices(P.FACILITY_MANAGE))


def narrowed(
    found: QuerySet[Facility], *, kind: str = "", status: str = "", territory_path: str = "", words: str = ""
) -> QuerySet[Facility]:
    """The register by type, status, territory and name."""
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    if territory_path:
        found = found.filter(territory__path__startswith=territory_path)
    for word in words.split():
        found = found.filter(name__icontains=word)
    return found


def counts_by_status() -> dict[str, int]:
    """How many facilities in each status, zeros included."""
    known = dict(Facility.objects.order_by().values_list("status").annotate(number=Count("pk")))
    return {status: known.get(status, 0) for status in FacilityStatus.values}


def standing_stops(facility: Facility) -> QuerySet[AdmissionStop]:
    """What stops admissions now."""
    return AdmissionStop.objects.filter(facility=facility, lifted_at=None)


def coverage(territory_path: str = "") -> Coverage:
    """Reporting coverage of places of care (detention has its own figures), and the children of the latest counts (R95)."""
    detention = [code.code for code in vocabulary.code_list("facility_types").own() if code.attributes.get("detention")]
    known = Facility.objects.exclude(status=FacilityStatus.CLOSED).exclude(kind__in=detention)
    known = known.filter(territory__path__startswith=territory_path)
    recent = (
        HeadCount.objects.filter(facility__in=known, counted_on__gte=today() - REPORTING_PERIOD)
        .order_by("facility_id", "-counted_on", "-at")
        .distinct("facility_id")
    )
    latest = dict(recent.values_list("facility_id", "children"))
    kinds = dict(known.values_list("pk", "kind"))
    return Coverage(
        reporting=len(latest),
        known=len(kinds),
        unregistered=known.filter(status__in=(FacilityStatus.DISCOVERED, FacilityStatus.PENDING)).count(),
        children=sum(latest.values()),
        unreported=estimate_unreported(kinds, latest),
    )


def estimate_unreported(kinds: Mapping[uuid.UUID, str], reported: Mapping[uuid.UUID, int]) -> int | None:
    """Children in facilities that did not report, as :class:`Coverage` says. ``kinds``: the type of each known facility;
    ``reported``: the children of those that reported."""
    if not reported:
        return None
    sizes: dict[str, list[int]] = {}
    for facility, children in reported.items():
        sizes.setdefault(kinds[facility], []).append(children)
    every = list(reported.values())
    alike = [sizes.get(kind, every) for facility, kind in kinds.items() if facility not in reported]
    return 5 * round(sum(sum(known) / len(known) for known in alike) / 5)


def ratio(facility: Facility, children: int | None) -> Mapping[str, float | int | None]:
    """Carers at work today, how many of them are qualified, and children to a carer (``None`` when either is unknown)."""
    staff = StaffMember.objects.filter(facility=facility, started_on__lte=today()).exclude(ended_on__lt=today())
    posts = {code.code for code in vocabulary.code_list("facility_staff_posts").own() if code.attributes.get("care")}
    good = {code.code for code in vocabulary.code_list("staff_qualifications").own() if code.attributes.get("qualified")}
    carers = [qualification for post, qualification in staff.values_list("post", "qualification") if post in posts]
    return {
        "staff": staff.count(),
        "carers": len(carers),
        "qualified": sum(one in good for one in carers),
        "children_to_a_carer": round(children / len(carers), 1) if carers and children is not None else None,
    }
