"""A visitor's draft or open mailbox, for half an hour, sealed under the secret of one session cookie.

The cookie holds 32 random bytes. The row is found by one keyed hash of them and sealed under another; the database role of the
public site sees only the row it names (``tutela.visit``). Nothing here is audited: each line would tell when somebody wrote.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from nacl.utils import random

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.vault import CannotOpen, aead, kdf

from ..enums import VisitKind
from ..models import Visit

IDLE = {VisitKind.DRAFT: dt.timedelta(minutes=30), VisitKind.MAILBOX: dt.timedelta(minutes=15)}
LONGEST = {VisitKind.DRAFT: dt.timedelta(hours=4), VisitKind.MAILBOX: dt.timedelta(minutes=60)}
PAD = 512


@dataclass(frozen=True)
class Open:
    """An open visit: its content, and the secret that finds it again."""

    kind: VisitKind
    content: dict[str, Any] = field(repr=False)
    secret: bytes = field(repr=False)


@transaction.atomic
def begin_visit(*, kind: VisitKind, content: dict[str, Any], by: Actor) -> Open:
    """Open one; old ones of everybody are swept on the way."""
    del by
    secret = random(aead.KEY_BYTES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_forget_visits()")
    _name(secret)
    Visit(lookup=_lookup(secret), kind=kind, content=_seal(secret, content), opened_at=now(), used_at=now()).save(
        force_insert=True
    )
    return Open(kind, content, secret)


@transaction.atomic
def read_visit(*, secret: bytes, kind: VisitKind, by: Actor) -> Open | None:
    """The open visit of a secret, prolonged by its use; ``None`` when it is over, of the other kind, or never was."""
    del by
    row = _find(secret, kind)
    if row is None:
        return None
    late = now() - row.used_at > IDLE[kind] or now() - row.opened_at > LONGEST[kind]
    try:
        content = None if late else json.loads(aead.unseal(_key(secret), bytes(row.content), _place(secret)))
    except CannotOpen:
        content = None
    if content is None:
        row.delete()
        return None
    row.used_at = now()
    row.save(update_fields=["used_at"])
    return Open(kind, content, secret)


@transaction.atomic
def keep_visit(*, visit: Open, content: dict[str, Any], by: Actor) -> Open:
    """Put other content in its place."""
    del by
    row = _find(visit.secret, visit.kind)
    if row is not None:
        row.content, row.used_at = _seal(visit.secret, content), now()
        row.save(update_fields=["content", "used_at"])
    return Open(visit.kind, content, visit.secret)


@transaction.atomic
def end_visit(*, secret: bytes, by: Actor) -> None:
    """Destroy it."""
    del by
    if len(secret) == aead.KEY_BYTES:
        _name(secret)
        Visit.objects.filter(lookup=_lookup(secret)).delete()


def _find(secret: bytes, kind: VisitKind) -> Visit | None:
    if len(secret) != aead.KEY_BYTES:
        return None
    _name(secret)
    return Visit.objects.filter(lookup=_lookup(secret), kind=kind).first()


def _name(secret: bytes) -> None:
    """Tell the database which row this transaction is about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tutela.visit', %s, true)", [_lookup(secret).hex()])


def _lookup(secret: bytes) -> bytes:
    return kdf.blake2b(secret, person=b"tutela-visit-at")


def _key(secret: bytes) -> bytes:
    return kdf.blake2b(secret, person=b"tutela-visit-key")


def _place(secret: bytes) -> bytes:
    return aead.associated("tutela-visit-1", "intake_visit", "content", _lookup(secret).hex())


def _seal(secret: bytes, content: dict[str, Any]) -> bytes:
    message = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return aead.seal(_key(secret), message, _place(secret), pad_to=PAD)
