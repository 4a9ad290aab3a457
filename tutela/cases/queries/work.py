"""What needs me now: deadlines by urgency, overrides and accesses to decide on, files without a next day (R12, R55)."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..models import CaseFile, Consent, Deadline, FileAccess, PersonAround
from ..policies.registration import CONSENTING
from ..states import NOT_OPEN
from .files import visible_to
from .rows import with_child


def open_deadlines(actor: Actor, *, days: int = 14) -> QuerySet[Deadline]:
    """Open deadlines that are the actor's to meet: of their own files, and those carried up to them; soonest first."""
    mine = Q(file__worker_id=actor.id) | Q(with_user_id=actor.id) | Q(file__worker=None, file__opened_by_id=actor.id)
    until = now() + dt.timedelta(days=days)
    found = Deadline.objects.filter(mine, done_at=None, cancelled_at=None, due_at__lte=until)
    return found.select_related("file", "file__child").order_by("due_at")


def escalated(actor: Actor) -> QuerySet[Deadline]:
    """Late things that were carried up in the offices the actor answers for; what is with the actor is due there already."""
    found = Deadline.objects.filter(
        office_id__in=actor.offices(Permission.FILE_ESCALATIONS), done_at=None, cancelled_at=None, step__gte=1
    )
    return found.exclude(with_user_id=actor.id).select_related("office").order_by("-step", "due_at")


def overrides(actor: Actor) -> QuerySet[Consent]:
    """Overrides of consent waiting for this actor."""
    found = Consent.objects.filter(
        file__office_id__in=actor.offices(Permission.FILE_APPROVE), approved_at=None, withdrawn_at=None, decision="given"
    )
    return found.exclude(basis__in=CONSENTING).exclude(created_by_id=actor.id).select_related("file", "created_by")


def accesses_to_review(actor: Actor) -> QuerySet[FileAccess]:
    """Emergency accesses that wait for a review by this actor."""
    reach = Q(office_id__in=actor.offices(Permission.FILE_APPROVE))
    if actor.has(Permission.AUDIT_VIEW):
        reach |= Q(reviewed_at=None)
    return FileAccess.objects.filter(reach, kind="break_glass", reviewed_at=None).exclude(user_id=actor.id)


def unassigned(actor: Actor) -> QuerySet[CaseFile]:
    """Files of the actor's offices without a responsible worker."""
    found = CaseFile.objects.filter(office_id__in=actor.offices(Permission.FILE_ASSIGN), worker=None, merged_into=None)
    return found.exclude(state__in=NOT_OPEN).select_related("office").order_by("opened_at")


def without_next_day(actor: Actor) -> QuerySet[CaseFile]:
    """Open files of the actor's offices whose next contact is missing or has passed (R55)."""
    found = CaseFile.objects.filter(office_id__in=actor.offices(Permission.FILE_VIEW), merged_into=None)
    late = Q(next_contact_on=None) | Q(next_contact_on__lt=today())
    return with_child(found.filter(late).exclude(state__in=NOT_OPEN))


def listed(actor: Actor) -> QuerySet[CaseFile]:
    """The actor's files with what a list shows: the child, who is responsible, and the soonest open deadline."""
    soonest = Deadline.objects.filter(file=OuterRef("pk"), done_at=None, cancelled_at=None).order_by("due_at")
    unsafe = PersonAround.objects.filter(file=OuterRef("pk"), unsafe=True)  # not Exists: that may read the whole country's
    found = visible_to(actor).annotate(
        due_at=Subquery(soonest.values("due_at")[:1]),
        due_kind=Subquery(soonest.values("kind")[:1]),
        has_unsafe=Subquery(unsafe.values("unsafe")[:1]),
    )
    return with_child(found).order_by("-updated_at", "-pk")
