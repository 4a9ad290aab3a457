"""Whether an account may see what an event is about, and where its program reads it. Asked while acting as that account, so that
its scopes, the rules of the thing and the database's row security all decide.

What is found is all that ever leaves: a kind, an opaque id, a path of the interface. No name, no number, no text, no code.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from tutela.accounts.api import Permission
from tutela.care.api import Closure, Referral, open_to_service
from tutela.cases.api import CaseFile, Deadline, covers_reading, visible_to
from tutela.exports.api import may_be_taken
from tutela.kernel.actor import Actor

from ..enums import EventKind


@dataclass(frozen=True)
class Seen:
    """What a program is told of a thing."""

    kind: str
    id: uuid.UUID
    path: str


def look(actor: Actor, event: str, subject: str) -> Seen | None:
    """What this account is told of an event about ``subject`` (``kind:id`` of the trail); ``None``: nothing, it is out of its sight."""
    kind, _colon, text = subject.partition(":")
    finder = _FINDERS.get(kind)
    if finder is None or not covers(actor, event):
        return None
    return finder(actor, uuid.UUID(text))


def covers(actor: Actor, event: str) -> bool:
    """Whether a token with these tasks can ever see what such events are about."""
    if event == EventKind.EXPORT_READY:
        return actor.has(Permission.FILE_EXPORT)
    reads = covers_reading.allows(actor)
    return reads or (event in _OF_REFERRALS and actor.has(Permission.REFERRAL_ANSWER))


_OF_REFERRALS = (EventKind.REFERRAL_SENT, EventKind.REFERRAL_ANSWERED, EventKind.REFERRAL_ENDED)


def _referral(actor: Actor, pk: uuid.UUID) -> Seen | None:
    """As the service it was sent to, or as whoever sees the file."""
    if open_to_service(actor).filter(pk=pk).exists():
        return Seen("referral", pk, "/api/referrals")
    found = Referral.objects.filter(pk=pk, file__in=_files(actor)).values_list("file_id", flat=True).first()
    return Seen("referral", pk, f"/api/files/{found}/referrals") if found else None


def _file(actor: Actor, pk: uuid.UUID) -> Seen | None:
    return Seen("file", pk, f"/api/files/{pk}") if _files(actor).filter(pk=pk).exists() else None


def _closure(actor: Actor, pk: uuid.UUID) -> Seen | None:
    found = Closure.objects.filter(pk=pk).values_list("file_id", flat=True).first()
    return _file(actor, found) if found else None


def _deadline(actor: Actor, pk: uuid.UUID) -> Seen | None:
    found = Deadline.objects.filter(pk=pk).values_list("file_id", flat=True).first()
    return _file(actor, found) if found else None


def _export(actor: Actor, pk: uuid.UUID) -> Seen | None:
    return Seen("export", pk, f"/api/exports/{pk}") if may_be_taken(actor, pk) else None


def _files(actor: Actor) -> QuerySet[CaseFile]:
    return visible_to(actor) if covers_reading.allows(actor) else CaseFile.objects.none()


_FINDERS: dict[str, Callable[[Actor, uuid.UUID], Seen | None]] = {
    "care.referral": _referral,
    "care.closure": _closure,
    "cases.file": _file,
    "cases.deadline": _deadline,
    "exports.export": _export,
}
