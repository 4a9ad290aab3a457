"""Reading files of recommendations: each reader turns one shape into :class:`RawRow`, a row at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...enums import ImportKind
from . import lists, sheets
from .rows import Given, RawRow, Reader
from .sniff import require_kind

READERS: dict[ImportKind, Reader] = {
    ImportKind.UHRI: sheets.uhri,
    ImportKind.UPR: sheets.upr,
    ImportKind.TUTELA: sheets.tutela,
    ImportKind.MARKDOWN: lists.markdown,
    ImportKind.DOCX: lists.docx,
    ImportKind.XLSX: lists.xlsx,
}


def read(kind: ImportKind, stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """The rows of a file. ``given``: what the file itself does not say.

    Raises:
        InvalidInput: the file is not what its kind says, or cannot be read.
    """
    require_kind(kind, stream)
    return READERS[kind](stream, given)


__all__ = ["Given", "RawRow", "read"]
