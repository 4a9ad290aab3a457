"""The base of every model with encrypted fields."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache as remembered
from typing import Any, ClassVar, Self

from django.db import models

from . import cache
from .fields import row_of
from .querysets import SealedManager, is_encrypted
from .slots import Origin, Slot, raw


class Sealed(models.Model):
    """Subclass this for ``EncryptedTextField`` and ``EncryptedJSONField``; its primary key is known before saving.

    ``key_id`` is the data key of the subject (``vault.keys.create_key``). A loaded instance saved under another primary key
    or another ``key_id`` is sealed anew, as long as the whole instance is saved: ``update_fields=["key_id"]`` would strand
    the texts.
    """

    key_id = models.UUIDField(db_index=True, editable=False)

    objects: ClassVar[SealedManager[Self]] = SealedManager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        instance = super().from_db(db, field_names, values, **kwargs)
        _remember_origin(instance)
        return instance

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Self] | None = None,
    ) -> None:
        token = raw.set(True)
        try:
            super().refresh_from_db(using, fields, from_queryset)
        finally:
            raw.reset(token)
        _remember_origin(self)


def _remember_origin(instance: Sealed) -> None:
    held = instance.__dict__
    key_id = held.get("key_id")
    if key_id is None:
        return
    origin = Origin(key_id, row_of(instance))
    for name in _encrypted_names(type(instance)):
        slot: Slot | None = held.get(name)
        if slot is not None and slot.unread and slot.origin is None:
            held[name] = slot.at(origin)
            cache.expect(key_id)


@remembered
def _encrypted_names(model: type[Sealed]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if is_encrypted(field))
