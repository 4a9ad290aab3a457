"""Data keys: made, opened, destroyed, and wrapped anew under another master key.

Destroying overwrites the wrapped key in the live database. Copies in the server's free space go with the next VACUUM, those
in backups with the oldest backup: keep backups no longer than thirty days, and say so to whoever asks for erasure.
Python cannot wipe memory; an opened key is dropped at the end of its scope, not overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import models, transaction

from ..clock import now
from . import aead, cache, master
from .errors import KeyDestroyed, KeyMissing
from .models import DataKey

_MANY = 1000
"""Most ids in one query."""


def create_key(subject_id: UUID, kind: str) -> None:
    """Make the data key of a subject (a child, a report). ``kind`` is a short word for the operator.

    Raises:
        IntegrityError: the subject has a key already.
    """
    key = aead.new_key()
    wrapped = master.source().wrap(key, _place(subject_id))
    DataKey.objects.create(id=subject_id, purpose=kind, master_version=wrapped.version, wrapped=wrapped.sealed)
    cache.keep(subject_id, key)


def create_keys(subject_ids: Iterable[UUID], kind: str) -> None:
    """Make the data keys of many subjects with one statement per thousand.

    Raises:
        IntegrityError: a subject has a key already.
    """
    rows = []
    for subject_id in subject_ids:
        key = aead.new_key()
        wrapped = master.source().wrap(key, _place(subject_id))
        rows.append(DataKey(id=subject_id, purpose=kind, master_version=wrapped.version, wrapped=wrapped.sealed))
        cache.keep(subject_id, key)
    DataKey.objects.bulk_create(rows, batch_size=_MANY)


def load(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Open many data keys in one query (per thousand). Destroyed and missing ones are left out.

    Inside ``cache.scope()`` the keys stay at hand. Rows of sealed models need no call: the first field that is read loads
    the keys of every row fetched so far.

    Raises:
        CannotOpen: a wrapped key was changed or moved.
        OperatorError: a version of the master key is not at hand.
    """
    return {key_id: key for key_id, key in _load(set(ids)).items() if key is not None}


def open_key(key_id: UUID) -> bytes:
    """The 32-byte data key.

    Raises:
        KeyDestroyed: it was destroyed.
        KeyMissing: there is none, or this database role may not see it.
        CannotOpen: the wrapped key was changed or moved.
        OperatorError: its version of the master key is not at hand.
    """
    found = cache.find([key_id]) or _load({key_id} | cache.take_expected())
    if key_id not in found:
        raise KeyMissing(f"There is no data key {key_id}, or this database role may not see it.")
    key = found[key_id]
    if key is None:
        raise KeyDestroyed(f"The data key {key_id} was destroyed.")
    return key


def destroy_key(key_id: UUID) -> None:
    """Erase everything the key sealed, for good. A key destroyed before keeps its first date.

    Raises:
        KeyMissing: there is none.
    """
    changed = DataKey.objects.filter(id=key_id, destroyed_at__isnull=True).update(wrapped=b"", destroyed_at=now())
    cache.forget(key_id)
    if not changed and not DataKey.objects.filter(id=key_id).exists():
        raise KeyMissing(f"There is no data key {key_id}.")


def count_to_rotate(master_new: int) -> int:
    """How many living data keys are not yet wrapped by version ``master_new``."""
    return _to_rotate(master_new).count()


def rotate(master_new: int, *, batch_size: int = 500, progress: Callable[[int], None] = lambda done: None) -> int:
    """Wrap every living data key by version ``master_new`` and return how many were. Data keys and sealed rows stay as
    they are.

    Each batch is a transaction of its own: stop it at any time and run it again, run two at once, let the sites work on.
    ``progress`` is told the running total after each batch.

    Raises:
        CannotOpen: a wrapped key was changed or moved.
        OperatorError: an old or the new version is not at hand.
    """
    done = 0
    while _to_rotate(master_new).exists():
        done += _rotate_batch(master_new, batch_size)
        progress(done)
    return done


def _rotate_batch(master_new: int, batch_size: int) -> int:
    with transaction.atomic():
        batch = list(_to_rotate(master_new).select_for_update().order_by("id")[:batch_size])
        source = master.source()
        for row in batch:
            key = source.unwrap(master.Wrapped(row.master_version, bytes(row.wrapped)), _place(row.id))
            row.master_version, row.wrapped = source.wrap(key, _place(row.id), version=master_new)
        DataKey.objects.bulk_update(batch, ["master_version", "wrapped"])
    return len(batch)


def _to_rotate(master_new: int) -> models.QuerySet[DataKey]:
    return DataKey.objects.filter(destroyed_at__isnull=True).exclude(master_version=master_new)


def _load(ids: set[UUID]) -> dict[UUID, bytes | None]:
    found = cache.find(ids)
    missing = list(ids - found.keys())
    for start in range(0, len(missing), _MANY):
        rows = DataKey.objects.filter(id__in=missing[start : start + _MANY])
        for key_id, version, wrapped in rows.values_list("id", "master_version", "wrapped"):
            key = master.source().unwrap(master.Wrapped(version, bytes(wrapped)), _place(key_id)) if wrapped else None
            cache.keep(key_id, key)
            found[key_id] = key
    return found


def _place(key_id: UUID) -> bytes:
    return aead.associated("tutela-key-1", "kernel_datakey", "wrapped", str(key_id))
