"""On whose behalf: one transaction, one actor, known to the database.

Everything that touches protected rows runs inside ``with acting_as(actor):``. The database refuses protected rows when no
actor is set.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import connection, transaction

from ..actor import Actor
from ..vault import cache

_current: ContextVar[Acting | None] = ContextVar("tutela_acting", default=None)


@dataclass
class Acting:
    """The running piece of work: its actor, the device, and what must be written just before it commits."""

    actor: Actor
    device: str
    before_commit: list[Callable[[], None]] = field(default_factory=list)


def current() -> Acting:
    """The running piece of work.

    Raises:
        RuntimeError: outside :func:`acting_as`; a programming error.
    """
    acting = _current.get()
    if acting is None:
        raise RuntimeError("nobody is acting: wrap this in `with acting_as(actor):`")
    return acting


@contextlib.contextmanager
def acting_as(actor: Actor, *, device: str = "") -> Iterator[Acting]:
    """Open a transaction (or a savepoint inside one) in which ``actor`` acts, on ``device`` when a person does.

    What was queued in ``before_commit`` runs at the very end of the outermost block, in order, in the same transaction;
    when the block fails it is dropped with everything else.
    """
    outer = _current.get()
    acting = Acting(actor, device, outer.before_commit if outer else [])
    waiting = len(acting.before_commit)
    inside = connection.in_atomic_block
    token = _current.set(acting)
    try:
        with transaction.atomic(), cache.scope():
            _tell_database(str(actor.id))
            yield acting
            if outer is None:
                _run(acting.before_commit)
            if inside:  # else the setting ends with the transaction
                _tell_database(str(outer.actor.id) if outer else "")
    except BaseException:
        del acting.before_commit[waiting:]
        raise
    finally:
        _current.reset(token)


def _run(queue: list[Callable[[], None]]) -> None:
    while queue:
        queue.pop(0)()


def _tell_database(actor_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tutela.actor', %s, true)", [actor_id])
