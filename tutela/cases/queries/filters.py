"""Narrowing a list of files. A filter takes away and never adds: what it leaves are files that the asker sees anyway."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from tutela.accounts.api import Permission, User
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums.lists import NOBODY, Late, Risk
from ..models import CaseFile, Deadline
from ..states import NOT_OPEN, FileState

KEYS = ("state", "risk", "worker", "late", "mine")


def unknown_words(chosen: Mapping[str, Any]) -> list[str]:
    """The names of what no list knows (any more): a filter with any of them fits nothing and is not applied."""
    known = {"state": FileState.values, "risk": Risk.values, "late": Late.values, "mine": ["on"]}
    wrong = [name for name, words in known.items() if chosen.get(name) and chosen[name] not in words]
    if chosen.get("worker") and chosen["worker"] != NOBODY and _key(chosen["worker"]) is None:
        wrong.append("worker")
    return wrong + [name for name in chosen if name not in KEYS]


def narrowed(found: QuerySet[CaseFile], chosen: Mapping[str, Any], me: uuid.UUID) -> QuerySet[CaseFile]:
    """The open files of ``found``, or those of one state, that fit what is chosen; ``mine`` means whoever asks.

    ``chosen`` holds words that :func:`unknown_words` knows.
    """
    written_in = found.exclude(state__in=NOT_OPEN).filter(merged_into=None)
    found = found.filter(state=chosen["state"]) if chosen.get("state") else written_in
    if chosen.get("risk"):
        found = found.filter(risk_level=chosen["risk"])
    if worker := chosen.get("worker"):
        found = found.filter(worker=None) if worker == NOBODY else found.filter(worker_id=_key(worker))
    if chosen.get("late") == Late.CONTACT:
        found = found.filter(Q(next_contact_on=None) | Q(next_contact_on__lt=today()))
    elif chosen.get("late"):
        late = Deadline.objects.filter(done_at=None, cancelled_at=None, due_at__lt=now())
        found = found.filter(pk__in=late.values("file_id"))
    return found.filter(worker_id=me) if chosen.get("mine") else found


def workers_in_sight(actor: Actor) -> QuerySet[User]:
    """Whoever is responsible for a file of the offices whose files the actor reads."""
    here = CaseFile.objects.filter(office_id__in=actor.offices(Permission.FILE_VIEW))
    responsible = here.exclude(worker=None).values("worker_id").distinct()
    return User.objects.filter(pk__in=responsible).order_by("full_name")


def _key(word: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(word))
    except ValueError:
        return None
