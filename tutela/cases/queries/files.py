"""Finding files. The list and the object rule say the same."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from ..age import BirthRange
from ..models import CareArrangement, CaseFile, Child, FileAccess
from ..policies.file import see_file

M = TypeVar("M", bound=Model)


def visible_to(actor: Actor) -> QuerySet[CaseFile]:
    """Every file the actor sees; equals filtering all files by :data:`~tutela.cases.policies.file.see_file`."""
    seen = Q(office_id__in=actor.offices(Permission.FILE_VIEW))
    if actor.has(Permission.FILE_OPEN):
        seen |= Q(worker=None, opened_by_id=actor.id)
    if actor.has(Permission.FILE_WORK):
        seen |= Q(worker_id=actor.id)
    seen &= Q(sealed_at=None)
    if actor.has(Permission.FILE_BREAK_GLASS) and (admitted := list(_admitted(actor))):
        seen |= Q(pk__in=admitted)
    return CaseFile.objects.filter(seen)


def _admitted(actor: Actor) -> QuerySet[FileAccess, uuid.UUID]:
    """The files open to the actor for a limited time. Asked first: as a subquery it would keep indexes from being used."""
    running = FileAccess.objects.filter(user_id=actor.id, ended_at=None, expires_at__gt=now())
    return running.values_list("file_id", flat=True)


def get_file(actor: Actor, file_id: uuid.UUID | str) -> CaseFile:
    """The one way to a file by its id: with the child, office and worker; the rule asked.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    file = CaseFile.objects.select_related("child", "office", "worker", "territory").filter(pk=file_id).first()
    if file is None or not see_file.allows(actor, file):
        raise NotHere()
    return file


def ages_on(child: Child, day: dt.date) -> tuple[int, int] | None:
    """The lowest and highest age in whole years that a child can have on a day; ``None`` when nothing is known of the birth."""
    return BirthRange.from_iso(child.born_earliest, child.born_latest).ages_on(day)


def lives_with_parents(file: CaseFile, day: dt.date) -> bool:
    """Whether the file says that the child lives with a parent on this day."""
    with_one = CareArrangement.objects.filter(file=file, kind__in=("parents", "one_parent"), started_on__lte=day)
    return with_one.filter(Q(ended_on=None) | Q(ended_on__gte=day)).exists()


def part_of(file: CaseFile, model: type[M], pk: uuid.UUID, *related: str) -> M:
    """A part of this file, with the file itself (its child and office) at hand.

    Raises:
        NotHere: missing, or a part of another file.
    """
    found = model._default_manager.select_related(*related).filter(pk=pk, file_id=file.pk).first()
    if found is None:
        raise NotHere()
    found.file = file  # type: ignore[attr-defined]
    return found
