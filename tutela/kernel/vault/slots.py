"""What an instance holds for an encrypted field: the sealed bytes, the text, or both; and the descriptor in front of it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models.query_utils import DeferredAttribute

if TYPE_CHECKING:
    from .fields import EncryptedField

raw: ContextVar[bool] = ContextVar("tutela_raw_fields", default=False)
"""True while ``refresh_from_db`` copies sealed bytes from one instance to another without opening them."""


class Origin:
    """Where sealed bytes belong: the data key and the row they were sealed for."""

    __slots__ = ("key_id", "row")

    def __init__(self, key_id: UUID, row: str) -> None:
        self.key_id = key_id
        self.row = row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and self.key_id == other.key_id and self.row == other.row

    __hash__ = None  # type: ignore[assignment]


class Slot:
    """Never changed, only replaced: copies of an instance may share it. Shows nothing of itself in a traceback.

    ``sealed``: as in the database, or None for a value that was never sealed. ``origin``: None until known. ``plain``: the
    bytes inside ``sealed``, or None while unread. ``value``: what the attribute gives, once read or set.
    """

    __slots__ = ("origin", "plain", "sealed", "value")

    def __init__(
        self, sealed: bytes | None = None, origin: Origin | None = None, plain: bytes | None = None, value: Any = None
    ) -> None:
        self.sealed = sealed
        self.origin = origin
        self.plain = plain
        self.value = value

    @property
    def unread(self) -> bool:
        """Sealed bytes that nobody has opened or replaced."""
        return self.sealed is not None and self.plain is None

    def at(self, origin: Origin) -> Slot:
        """The same, known to belong to ``origin``."""
        return Slot(self.sealed, origin, self.plain, self.value)

    def holding(self, value: Any) -> Slot:
        """The same sealed bytes with another value in front; bytes that were never read are let go."""
        return Slot(value=value) if self.unread else Slot(self.sealed, self.origin, self.plain, value)

    def __repr__(self) -> str:
        return "<sealed>"


class SealedAttribute(DeferredAttribute):
    """Gives plaintext, opening it at the first reading; takes plaintext and keeps it until the instance is saved."""

    field: EncryptedField[Any, Any]

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        slot = instance.__dict__.get(name)
        if slot is None:
            super().__get__(instance, owner)
            slot = instance.__dict__[name]
        if raw.get():
            return slot
        if slot.unread:
            slot = instance.__dict__[name] = self.field.read(instance, slot)
        return slot.value

    def __set__(self, instance: Any, value: Any) -> None:
        slots = instance.__dict__
        name = self.field.attname
        if isinstance(value, Slot):
            slots[name] = value
        elif name in slots:
            slots[name] = self.field.replace(slots[name], value)
        else:
            slots[name] = Slot(value=value)
