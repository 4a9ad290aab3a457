"""Opened data keys, kept for one piece of work and no longer.

``acting_as`` opens a scope inside its transaction; outside a scope nothing is kept. A scope inside another starts empty:
another actor must be let through to the keys by the database again.

A key made inside a savepoint that is rolled back is a key that no row wraps; text sealed with it would be lost. So an entry
counts only while the savepoint in which it was read is still open. Leaving a savepoint costs one more query, never a text.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

BOUND = 4096
"""Most keys kept, and most ids remembered for the next query. The oldest go first."""

Savepoints = tuple[str, ...] | None
"""The open savepoints, outermost first; None outside a transaction."""


@dataclass
class Scope:
    """One piece of work: opened keys (``None``: destroyed), and the ids whose keys are likely to be asked for next."""

    outer: Scope | None
    database: BaseDatabaseWrapper
    opened_in: Savepoints
    keys: dict[UUID, tuple[bytes | None, Savepoints]] = field(default_factory=dict)
    wanted: set[UUID] = field(default_factory=set)


_current: ContextVar[Scope | None] = ContextVar("tutela_keys", default=None)


@contextlib.contextmanager
def scope() -> Iterator[None]:
    """Keep opened data keys until the end of the block; open it inside the transaction."""
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: it is asked before every use of a key
    opened = Scope(_current.get(), database, _savepoints(database))
    token = _current.set(opened)
    try:
        yield
    finally:
        _current.reset(token)
        opened.keys.clear()
        opened.wanted.clear()


def expect(key_id: UUID) -> None:
    """Remember that this key will probably be asked for, so that a list of rows costs one query for all their keys."""
    here = _current.get()
    if here is not None and len(here.wanted) < BOUND and key_id not in here.keys:
        here.wanted.add(key_id)


def take_expected() -> set[UUID]:
    """The ids remembered since the last query; the caller loads them."""
    here = _current.get()
    if here is None:
        return set()
    wanted, here.wanted = here.wanted, set()
    return wanted


def find(ids: Iterable[UUID]) -> dict[UUID, bytes | None]:
    """What is at hand for these ids: the key, or ``None`` for a destroyed one."""
    here = _current.get()
    if here is None or not here.keys:
        return {}
    now_in = _savepoints(here.database)
    entries = ((key_id, here.keys.get(key_id)) for key_id in ids)
    return {key_id: entry[0] for key_id, entry in entries if entry and _still_open(entry[1], now_in)}


def keep(key_id: UUID, key: bytes | None) -> None:
    """Keep a key that was just read or made. Without a scope, or in a transaction younger than it, nothing is kept."""
    here = _current.get()
    now_in = _savepoints(here.database) if here else None
    if here is None or (now_in is None) != (here.opened_in is None):
        return
    here.keys.pop(key_id, None)
    if len(here.keys) >= BOUND:
        del here.keys[next(iter(here.keys))]
    here.keys[key_id] = (key, now_in)


def forget(key_id: UUID) -> None:
    """Drop a key from this scope and those around it."""
    here = _current.get()
    while here is not None:
        here.keys.pop(key_id, None)
        here = here.outer


def _savepoints(database: BaseDatabaseWrapper) -> Savepoints:
    if not database.in_atomic_block:
        return None
    return tuple(filter(None, database.savepoint_ids))


def _still_open(read_in: Savepoints, now_in: Savepoints) -> bool:
    return not read_in or (now_in or ())[: len(read_in)] == read_in
