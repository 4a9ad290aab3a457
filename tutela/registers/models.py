"""What every row of a register has, and what a register is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import User
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL
from tutela.kernel.ids import uuid7

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Links = Mapping[str, Sequence[Any]]
"""The rows of the many-to-many fields of a row, by field."""
BASE = " id version created_at created_by changed_at changed_by"
"""The fields of :class:`Entry`, for the declaration of data classes."""


@dataclass(frozen=True)
class Register:
    """How a table is kept: who may write, what names a row, which columns a list shows, which fields hold codes.

    ``lists`` maps a field to its code list; a field of :class:`CodesJSON` holds several. ``fixed`` fields are given once,
    when the row is made; later an action of their own changes them. ``group`` is the heading on the page of registers.
    ``many``: too many rows for a choice; a form names one by its code. ``follows``: dotted path of an action of the context
    above, ``(*, row, by) -> dict``, that a kept row brings with it; what it returns goes on record.
    """

    slug: str
    title: Text
    permission: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    group: Text
    hint: Text = ""
    lists: Mapping[str, str] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    many: bool = False
    follows: str = ""


class Codes(models.JSONField):
    """Several codes of one list, or keys of other rows, in the order given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", list)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """For migrations plain JSON."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options


class Entry(models.Model):
    """A row of a register: who made it, who changed it last, how often. Rows are never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)

    register: ClassVar[Register]
    ordered: ClassVar[tuple[tuple[str, str], ...]] = ()
    shield = OPERATIONAL

    class Meta:
        abstract = True

    def clean(self) -> None:
        """No end before its start."""
        problems = {}
        for first, second in self.ordered:
            start, end = getattr(self, first), getattr(self, second)
            if isinstance(start, dt.date) and isinstance(end, dt.date) and end < start:
                problems[second] = _("This day lies before “%(start)s”. Correct one of the two.") % {
                    "start": self._meta.get_field(first).verbose_name  # type: ignore[union-attr]
                }
        if problems:
            raise ValidationError(problems)

    @property
    def row_key(self) -> str:
        """What names this row in a file: its key fields, related rows by their code."""
        return " / ".join(
            str(getattr(value, "code", value)) for value in (getattr(self, name) for name in self.register.key)
        )


def not_before(first: str, second: str, name: str) -> models.CheckConstraint:
    """The database's own word on :attr:`Entry.ordered`."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{second}__gte": models.F(first)}) | models.Q(**{f"{second}__isnull": True}), name=name
    )
