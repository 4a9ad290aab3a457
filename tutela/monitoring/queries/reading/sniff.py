"""Whether a file is what it is said to be, before anything reads it."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from tutela.kernel.errors import InvalidInput

from ...enums import ImportKind

MOST_UNPACKED = 300 * 1024 * 1024
_INSIDE = {ImportKind.DOCX: "word/document.xml", ImportKind.XLSX: "xl/workbook.xml"}


def require_kind(kind: ImportKind, stream: BinaryIO) -> None:
    """Compare the first bytes, or the inside of a package, with the kind; leaves the stream at its start.

    Raises:
        InvalidInput: it is something else.
    """
    head = stream.read(4096)
    stream.seek(0)
    if not head.strip():
        raise InvalidInput({"file": _("The file is empty.")})
    if kind in _INSIDE:
        _require_package(kind, stream, head)
    elif (
        head.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0"))
        or b"\x00" in head
        or (kind == ImportKind.UHRI and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"[")
    ):
        raise InvalidInput({"file": _not(kind)})


def text_of(stream: BinaryIO) -> str:
    """The whole text.

    Raises:
        InvalidInput: not UTF-8; says where.
    """
    raw = stream.read()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidInput({"file": not_utf8(line)}) from error


def not_utf8(line: int) -> str:
    """The sentence for a file in another encoding."""
    return _("Line %(line)s is not UTF-8. Save the file as “CSV UTF-8” and try again; nothing was taken.") % {"line": line}


def _require_package(kind: ImportKind, stream: BinaryIO, head: bytes) -> None:
    if not head.startswith(b"PK"):
        raise InvalidInput({"file": _not(kind)})
    try:
        with zipfile.ZipFile(stream) as package:
            if _INSIDE[kind] not in package.namelist():
                raise InvalidInput({"file": _not(kind)})
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise InvalidInput({"file": _("Unpacked, this file is too large. Split it.")})
    except zipfile.BadZipFile as error:
        raise InvalidInput({"file": _not(kind)}) from error
    stream.seek(0)


def _not(kind: ImportKind) -> str:
    return _("This is not a “%(kind)s”, whatever its name says. Choose the right kind or the right file.") % {
        "kind": kind.label
    }
