"""What stands where a text was, once its key is destroyed."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.translation import gettext


class _ErasedType(str):
    """An empty, falsy text to code; "[erased]", in the reader's language, to a reader."""

    __slots__ = ()

    def __str__(self) -> str:
        return gettext("[erased]")

    def __html__(self) -> str:
        return escape(str(self))

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __repr__(self) -> str:
        return "Erased"

    def __reduce__(self) -> str:
        return "Erased"


Erased = _ErasedType()
"""The only one of its kind: ``value is Erased``."""
