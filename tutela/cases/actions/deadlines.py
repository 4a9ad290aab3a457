"""Setting, meeting and cancelling deadlines. Part of other actions, which audit; escalation is in ``escalate``."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.vocabulary import api as vocabulary

from ..enums.file import DeadlineKind
from ..models import CaseFile, Deadline
from ..policies.file import unmerged


def time_for(item: str, level: str) -> dt.timedelta:
    """How long ``item`` may take at a risk level, by the country's matrix of today.

    Raises:
        NoDeadline: the country's matrix sets no time for it.
    """
    return vocabulary.deadline(item, level)


@transaction.atomic
def set_deadline(
    *, file: CaseFile, kind: DeadlineKind, due_at: dt.datetime, by: Actor, subject: uuid.UUID | None = None
) -> Deadline:
    """Make ``kind`` (of ``subject``) due at ``due_at``; an open one of the same kind and subject is replaced."""
    if kind != DeadlineKind.BREAK_GLASS_REVIEW:  # an emergency opens a merged file, too
        unmerged.require(file)
    cancel_deadline(file=file, kind=kind, by=by, subject=subject)
    return Deadline.objects.create(
        file=file, office_id=file.office_id, kind=kind, subject=subject, due_at=due_at, with_user_id=file.worker_id
    )


@transaction.atomic
def meet_deadline(*, file: CaseFile, kind: DeadlineKind, by: Actor, subject: uuid.UUID | None = None) -> int:
    """Note that ``kind`` (of ``subject``) was done; returns how many open deadlines that ended."""
    return _open(file, kind, subject).update(done_at=now())


@transaction.atomic
def cancel_deadline(*, file: CaseFile, kind: DeadlineKind, by: Actor, subject: uuid.UUID | None = None) -> int:
    """Note that ``kind`` (of ``subject``) is no longer due."""
    return _open(file, kind, subject).update(cancelled_at=now())


def _open(file: CaseFile, kind: DeadlineKind, subject: uuid.UUID | None) -> QuerySet[Deadline]:
    """Of the file, and of what was merged into it: the same step for the same child ends both."""
    files = CaseFile.objects.filter(Q(pk=file.pk) | Q(merged_into=file.pk))
    return Deadline.objects.filter(file__in=files, kind=kind, subject=subject, done_at=None, cancelled_at=None)
