"""Model fields stored encrypted, read and written as plaintext.

The column holds bytes sealed under the data key of the row's ``key_id``, bound to table, column and row: bytes moved to
another place do not open. So a rename of the table or the column must seal its rows anew. Reading is lazy; what was not
read, or was read and not changed, is saved back byte for byte. Only a query's ``isnull`` sees the column.

An empty cell (no bytes at all) is an empty text: what a blank column added to a table that has rows begins with.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from uuid import UUID

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import aead, keys
from .erased import Erased
from .errors import KeyDestroyed, VaultError
from .querysets import SealedQuerySet, refuse
from .slots import Origin, SealedAttribute, Slot

_S = TypeVar("_S")
_G = TypeVar("_G")

if TYPE_CHECKING:
    _Field = models.Field[_S, _G]
else:

    class _Field(models.Field):
        def __class_getitem__(cls, types: object) -> type:
            return cls


SCHEME = "tutela-row-1"
_ON_AN_INSTANCE = "set it on an instance and save that"


class EncryptedField(_Field[_S, _G]):
    """What both fields share. ``max_length`` bounds the plaintext, ``pad_to`` hides its length in steps of that many bytes
    (0, 16, 64 or 512). A longer text is refused when validated and, all the same, when saved (``ValidationError``)."""

    descriptor_class = SealedAttribute
    non_db_attrs = (*models.Field.non_db_attrs, "pad_to", "max_length")
    is_encrypted = True
    default_pad_to: int
    default_max_length: int
    max_length: int
    column: str
    bound: Callable[[Any], None]
    """Raises ``ValidationError`` for a value that is too long."""

    def __init__(
        self, verbose_name: Any = None, *, pad_to: int | None = None, max_length: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(verbose_name, max_length=max_length or self.default_max_length, **kwargs)
        self.pad_to = self.default_pad_to if pad_to is None else pad_to

    # What the two kinds of field say.

    def to_bytes(self, value: Any) -> bytes:
        """The bytes to seal."""
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        """The value again."""
        raise NotImplementedError

    # Reading and writing.

    def read(self, instance: models.Model, slot: Slot) -> Slot:
        """Open what lies in an unread slot; a destroyed key gives ``Erased``.

        Raises:
            CannotOpen: changed, moved, or the key is missing.
        """
        origin = slot.origin or self._origin(instance)
        plain = b""
        if slot.sealed:
            try:
                plain = aead.unseal(keys.open_key(origin.key_id), slot.sealed, self._place(origin))
            except KeyDestroyed:
                return Slot(slot.sealed, origin, b"", Erased)
        return Slot(slot.sealed, origin, plain, self.from_bytes(plain))

    def replace(self, slot: Slot, value: Any) -> Slot:
        """The slot after ``value`` was assigned; assigning ``Erased`` to what is erased changes nothing."""
        return slot if value is Erased and slot.sealed is not None else slot.holding(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Slot | None:
        """What the database is to hold: the bytes it has when nothing changed, otherwise bytes sealed now.

        Raises:
            KeyDestroyed: the subject was erased.
            KeyMissing: ``key_id`` names no data key.
            ValidationError: longer than ``max_length``.
        """
        slots = model_instance.__dict__
        if self.attname not in slots:
            getattr(model_instance, self.attname)
        slot: Slot = slots[self.attname]
        origin = self._origin(model_instance) if slot.sealed is not None or slot.value is not None else None
        if slot.unread and slot.origin in (None, origin):
            return slot
        if slot.unread:
            slot = self.read(model_instance, slot)
        if slot.value is None or origin is None:
            return None
        slots[self.attname] = self._sealed_at(origin, slot)
        return slots[self.attname]  # type: ignore[no-any-return]

    def _sealed_at(self, origin: Origin, slot: Slot) -> Slot:
        stays = slot.sealed is not None and slot.origin == origin
        if slot.value is Erased:
            if not stays:
                raise KeyDestroyed(f"{self.name} was erased; there is nothing to copy or move.")
            return slot
        plain = self.to_bytes(slot.value)
        if stays and plain == slot.plain:
            return slot
        self.bound(self.to_python(slot.value))
        sealed = aead.seal(keys.open_key(origin.key_id), plain, self._place(origin), pad_to=self.pad_to)
        return Slot(sealed, origin, plain, slot.value)

    def _origin(self, instance: models.Model) -> Origin:
        key_id = getattr(instance, "key_id", None)
        if key_id is None or instance.pk is None:
            raise VaultError(
                f"{self.name} cannot be sealed or opened: the instance needs its key_id and its primary key first."
            )
        return Origin(key_id if isinstance(key_id, UUID) else UUID(str(key_id)), row_of(instance))

    def _place(self, origin: Origin) -> bytes:
        return aead.associated(SCHEME, self.model._meta.db_table, self.column, origin.row)

    # What Django asks of a field.

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Slot | None:
        return None if value is None else Slot(bytes(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or value == b"":
            return value
        if not isinstance(value, Slot):
            refuse(self.name, _ON_AN_INSTANCE)
        return connection.Database.Binary(value.sealed)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> NoReturn:
        refuse(self.name, _ON_AN_INSTANCE)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else refuse(self.name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        refuse(self.name)

    def value_to_string(self, obj: models.Model) -> NoReturn:
        refuse(self.name, "it does not go into Django's serialisers; use the export")

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        try:
            self.to_bytes(value)
        except (TypeError, ValueError):
            message = _("This holds something that cannot be written down; type it again.")
            raise ValidationError(message, code="invalid") from None

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return value if value is Erased else super().clean(value, model_instance)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.pad_to != self.default_pad_to:
            kwargs["pad_to"] = self.pad_to
        if self.max_length == self.default_max_length:
            del kwargs["max_length"]
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_options(), *self._check_model()]

    def _check_options(self) -> list[checks.CheckMessage]:
        found = [name for name in ("primary_key", "_unique", "db_index") if getattr(self, name)]
        if self.has_db_default() or found or self.pad_to not in aead.PADDING.values():
            message = "An encrypted field takes no primary_key, unique, db_index or db_default; pad_to is 0, 16, 64 or 512."
            return [checks.Error(message, obj=self, id="vault.E001")]
        return []

    def _check_model(self) -> list[checks.CheckMessage]:
        found: list[checks.CheckMessage] = []
        if not hasattr(self.model, "key_id") or isinstance(self.model._meta.pk, models.AutoField):
            message = "A model with an encrypted field subclasses Sealed, and its primary key is known before it is saved."
            found.append(checks.Error(message, obj=self, id="vault.E002"))
        if not isinstance(self.model._default_manager.get_queryset(), SealedQuerySet):
            message = "The manager of a model with an encrypted field derives from SealedManager."
            found.append(checks.Error(message, obj=self, id="vault.E003"))
        return found


class EncryptedTextField(EncryptedField[_S, _G]):
    """A text. By default at most 20,000 characters, its length hidden in steps of 64 bytes."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str
        _pyi_private_get_type: str

    description = _("Encrypted text")
    default_pad_to = 64
    default_max_length = 20_000

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **kwargs)
        self.bound = MaxLengthValidator(self.max_length)
        self.validators.append(self.bound)

    def to_python(self, value: Any) -> str | None:
        if hasattr(value, "resolve_expression"):
            refuse(self.name, _ON_AN_INSTANCE)
        return None if value is None else str(value)

    def to_bytes(self, value: Any) -> bytes:
        return str(self.to_python(value)).encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()

    def formfield(self, **kwargs: Any) -> Any:
        short = self.max_length <= 255
        defaults = {"max_length": self.max_length, "widget": forms.TextInput if short else forms.Textarea}
        return super().formfield(**(defaults | kwargs))


class EncryptedJSONField(EncryptedField[_S, _G]):
    """Anything JSON can hold; ``None`` is NULL. By default at most 100,000 bytes as JSON, hidden in steps of 512.

    A list or dict that was read may be changed in place: saving compares what it holds with what was sealed.
    """

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    description = _("Encrypted JSON")
    empty_strings_allowed = False
    default_pad_to = 512
    default_max_length = 100_000

    def __init__(self, verbose_name: Any = None, **kwargs: Any) -> None:
        super().__init__(verbose_name, **kwargs)
        self.bound = self._validate_size
        self.validators.append(self.bound)

    def to_bytes(self, value: Any) -> bytes:
        if hasattr(value, "resolve_expression"):
            refuse(self.name, _ON_AN_INSTANCE)
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return json.loads(plain) if plain else None

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": forms.JSONField} | kwargs))

    def _validate_size(self, value: Any) -> None:
        size = len(self.to_bytes(value))
        if size > self.max_length:
            message = ngettext_lazy(
                "This takes %(size)d byte of at most %(limit)d; shorten it.",
                "This takes %(size)d bytes of at most %(limit)d; shorten it.",
                "size",
            )
            raise ValidationError(message, code="max_length", params={"size": size, "limit": self.max_length})


def row_of(instance: models.Model) -> str:
    """The row's id as it is bound into its ciphertexts: the same whether the key was given as a text or as a UUID."""
    return str(instance._meta.pk.to_python(instance.pk))
