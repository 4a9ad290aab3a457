"""Finding files. The list and the object rule say the same."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from ..models import CaseFile, FileAccess
from ..policies.file import see_file


def visible_to(actor: Actor) -> QuerySet[CaseFile]:
    """Every file the actor sees; equals filtering all files by :data:`~tutela.cases.policies.file.see_file`."""
    admitted = FileAccess.objects.filter(user_id=actor.id, ended_at=None, expires_at__gt=now()).values("file_id")
    mine = Q(worker_id=actor.id) if actor.has(Permission.FILE_WORK) else Q(pk__in=[])
    return CaseFile.objects.filter(
        mine
        | Q(office_id__in=actor.offices(Permission.FILE_VIEW))
        | Q(worker=None, opened_by_id=actor.id)
        | Q(pk__in=admitted)
    )


def get_file(actor: Actor, file_id: uuid.UUID | str) -> CaseFile:
    """The one way to a file by its id: with the child, office and worker; the rule asked.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    file = CaseFile.objects.select_related("child", "office", "worker", "territory").filter(pk=file_id).first()
    if file is None or not see_file.allows(actor, file):
        raise NotHere()
    return file
