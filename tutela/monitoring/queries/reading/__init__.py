"""Reading files of recommendations: each reader turns one shape into :class:`RawRow`, a row at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from tutela.registers.api import require_kind

from ...enums import ImportKind
from . import lists, sheets
from .rows import Given, RawRow, Reader

READERS: dict[ImportKind, Reader] = {
    ImportKind.UHRI: sheets.uhri,
    ImportKind.UPR: sheets.upr,
    ImportKind.TUTELA: sheets.tutela,
    ImportKind.MARKDOWN: lists.markdown,
    ImportKind.DOCX: lists.docx,
    ImportKind.XLSX: lists.xlsx,
}
SHAPES: dict[ImportKind, dict[str, Any]] = {
    ImportKind.UHRI: {"begins": b"["},
    ImportKind.DOCX: {"inside": "word/document.xml"},
    ImportKind.XLSX: {"inside": "xl/workbook.xml"},
}


def read(kind: ImportKind, stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """The rows of a file. ``given``: what the file itself does not say.

    Raises:
        InvalidInput: the file is not what its kind says, or cannot be read.
    """
    require_kind(stream, ImportKind(kind).label, **SHAPES.get(ImportKind(kind), {}))
    return READERS[kind](stream, given)


__all__ = ["Given", "RawRow", "read"]
