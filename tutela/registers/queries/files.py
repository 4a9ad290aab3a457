"""Files that come in: whether one is what its name says, its text, its rows."""

from __future__ import annotations

import csv
from typing import Any, BinaryIO, TextIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from tutela.kernel.errors import InvalidInput
from tutela.kernel.packages import contents

MOST_UNPACKED = 300 * 1024 * 1024
LONGEST_CELL = 131_072
_OTHER_KINDS = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")


class _Rows(csv.DictReader):  # type: ignore[type-arg]
    """Counts the letters of every cell itself: the limit of the csv module belongs to the whole process and its threads."""

    def __next__(self) -> dict[str | Any, str | Any]:
        row = super().__next__()
        for cell in row.values():
            if any(len(part) > LONGEST_CELL for part in (cell if isinstance(cell, list) else (cell or "",))):
                raise csv.Error(f"field larger than field limit ({LONGEST_CELL})")
        return row


def csv_reader(stream: TextIO, **options: Any) -> csv.DictReader[str]:
    """The rows of a CSV file by the names of its first line; a cell of more than :data:`LONGEST_CELL` letters is a ``csv.Error``."""
    return _Rows(stream, restkey="", **options)


def require_kind(stream: BinaryIO, kind: object, *, inside: str = "", begins: bytes = b"") -> None:
    """Compare a file with what it is said to be: a package with ``inside`` in it, or a text that ``begins`` so.

    Leaves the stream at its start.

    Raises:
        InvalidInput: it is something else, empty, or unpacks to more than :data:`MOST_UNPACKED`.
    """
    head = stream.read(4096)
    stream.seek(0)
    if not head.strip():
        raise InvalidInput({"file": _("The file is empty.")})
    if inside:
        _require_package(stream, kind, inside)
    elif (
        head.startswith(_OTHER_KINDS) or b"\x00" in head or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(begins or b"")
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


def _require_package(stream: BinaryIO, kind: object, inside: str) -> None:
    try:
        names, unpacked = contents(stream)
    except BadZipFile as error:
        raise InvalidInput({"file": _not(kind)}) from error
    if inside not in names:
        raise InvalidInput({"file": _not(kind)})
    if unpacked > MOST_UNPACKED:
        raise InvalidInput({"file": _("Unpacked, this file is too large. Split it.")})
    stream.seek(0)


def _not(kind: object) -> str:
    return _("This is not a “%(kind)s”, whatever its name says. Choose the right kind or the right file.") % {"kind": kind}
