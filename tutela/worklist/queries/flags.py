"""Flags of files, and the chapter in a file's story."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, Chapter, Deadline, DeadlineKind

from ..models import Flag

RELATED = ("created_by", "resolved_by")


def flags_of(file: CaseFile) -> QuerySet[Flag]:
    """Open ones first, the earliest day on top; then the resolved, the newest first."""
    return Flag.objects.filter(file=file).select_related(*RELATED).order_by("-resolved_at", "until", "created_at")


def open_flags(file: CaseFile) -> QuerySet[Flag]:
    """What is still to be seen to, the earliest day first."""
    return flags_of(file).filter(resolved_at=None)


def flagged(files: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """Those of the files that have an open flag, each with its earliest day."""
    rows = Flag.objects.filter(file_id__in=list(files), resolved_at=None).order_by("-until")
    return dict(rows.values_list("file_id", "until"))


def supervision_of(file: CaseFile) -> Deadline | None:
    """The day on which worker and supervisor talk about this file, when one is set."""
    return Deadline.objects.filter(
        file=file, kind=DeadlineKind.SUPERVISION, subject=None, done_at=None, cancelled_at=None
    ).first()


_RAISED = "SELECT created_at, 'flag_raised', id, created_by_id, '' FROM worklist_flag WHERE file_id = %(file)s"
_RESOLVED = (
    "SELECT resolved_at, 'flag_resolved', id, resolved_by_id, '' FROM worklist_flag "
    "WHERE file_id = %(file)s AND resolved_at IS NOT NULL"
)
WORDS = {
    "flag_raised": (_("Flag raised"), "flag", "warning", ""),
    "flag_resolved": (_("Flag resolved"), "flag", "success", ""),
}
CHAPTER = Chapter((_RAISED, _RESOLVED), WORDS, {}, (("flags", _("Flags and supervision"), "flag"),))
