"""Reading a register from CSV without trusting it: encodings, separators, short rows and rubbish dates, row by row.

Nothing is dropped in silence: every row that could not be used, or only in part, is a ``RowProblem`` with the number the
reader's spreadsheet shows (the header is row 1). Values of identifying fields are never repeated in a problem.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FIELDS = ("given", "family", "alias", "guardian", "sex", "born", "age", "seen", "place", "id", "key")
"""What ``--map`` may name. One field may take several columns, joined by ``+`` (guardian=mother+father)."""
_NEEDED = ("given", "family", "alias")
_SEPARATORS = ",;\t|"


class BadInput(ValueError):
    """The file or the mapping as a whole cannot be used; the message is one sentence for the person who ran the command."""


@dataclass(frozen=True)
class RowProblem:
    """One row (spreadsheet numbering), the column concerned or None, a short code and one plain sentence."""

    file: str
    row: int
    column: str | None
    code: str
    reason: str


@dataclass(frozen=True)
class Register:
    """A register as read: per mapped field its columns, each a list with one text per kept row; and what went wrong."""

    name: str
    columns: dict[str, tuple[list[str], ...]]
    rows: list[int]
    problems: list[RowProblem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)


def parse_map(text: str) -> dict[str, tuple[str, ...]]:
    """``given=first+middle,family=surname`` → {"given": ("first", "middle"), "family": ("surname",)}.

    Raises BadInput for an unknown field, a field named twice, a part without ``=``, or a map without any name.
    """
    mapping: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, columns = part.partition("=")
        name = name.strip()
        if not equals or not columns.strip():
            raise BadInput(f"“{part}” in --map is not of the form field=column.")
        if name not in FIELDS:
            raise BadInput(f"“{name}” is not a field of --map. The fields are: {', '.join(FIELDS)}.")
        if name in mapping:
            raise BadInput(f"“{name}” stands twice in --map; join its columns with +.")
        mapping[name] = tuple(column.strip() for column in columns.split("+"))
    if not any(name in mapping for name in _NEEDED):
        raise BadInput("--map must name at least one of given, family, alias.")
    return mapping


def _decoded(raw: bytes, name: str, problems: list[RowProblem]) -> str:
    """The text of a file. Lines that are not UTF-8 are read as Windows-1252 and reported."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lines = []
    for number, line in enumerate(raw.split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
            problems.append(
                RowProblem(name, number, None, "encoding", "This line is not UTF-8; it was read as Windows-1252.")
            )
    return "\n".join(lines)


def _separator(head: str) -> str:
    return max(_SEPARATORS, key=lambda mark: (head.count(mark), -_SEPARATORS.index(mark)))


def _places(called: str, header: list[str], mapping: dict[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    index = {name.strip(): at for at, name in reversed(list(enumerate(header)))}
    folded = {name.casefold(): at for name, at in index.items()}
    missing = [c for columns in mapping.values() for c in columns if c not in index and c.casefold() not in folded]
    if missing:
        raise BadInput(
            f"{called} has no column {', '.join('“' + name + '”' for name in missing)}. "
            f"Its columns are: {', '.join(name.strip() for name in header)}."
        )
    return {name: tuple(index.get(c, folded.get(c.casefold(), 0)) for c in cols) for name, cols in mapping.items()}


def _rows(reader: Iterator[list[str]], name: str, problems: list[RowProblem]) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(RowProblem(name, 0, None, "unreadable", f"A line cannot be read as CSV ({error})."))


def read_register(path: Path, mapping: dict[str, tuple[str, ...]]) -> Register:
    """Read ``path`` by ``mapping``. Raises BadInput when there is no header, no mapped column, or no usable row."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None
    return read_bytes(raw, path.name, mapping)


def read_bytes(raw: bytes, called: str, mapping: dict[str, tuple[str, ...]]) -> Register:
    """The same from bytes in memory, ``called`` so in problems. Raises BadInput as ``read_register``."""
    problems: list[RowProblem] = []
    text = _decoded(raw, called, problems).replace("\x00", "")
    if not text.strip():
        raise BadInput(f"{called} is empty.")
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text.partition("\n")[0]))
    header = next(reader)
    places = _places(called, header, mapping)
    columns: dict[str, tuple[list[str], ...]] = {name: tuple([] for _ in at) for name, at in places.items()}
    sinks = [(sink, at) for name, ats in places.items() for sink, at in zip(columns[name], ats, strict=True)]
    names = [at for name in _NEEDED for at in places.get(name, ())]
    kept: list[int] = []
    for number, row in enumerate(_rows(reader, called, problems), 2):
        if not row:
            continue
        if len(row) != len(header):
            reason = f"The row has {len(row)} values where the header has {len(header)}; it was left out."
            problems.append(RowProblem(called, number, None, "width", reason))
            continue
        if not any(row[at].strip() for at in names):
            problems.append(RowProblem(called, number, None, "no-name", "The row has no name; it cannot be linked by name."))
        kept.append(number)
        for sink, at in sinks:
            sink.append(row[at].strip())
    if not kept:
        raise BadInput(f"{called} has a header but no usable row.")
    return Register(called, columns, kept, problems)
