"""Long files with one recommendation a row: UHRI's JSON, UPR tables, tables of this system."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext as _

from tutela.kernel.errors import InvalidInput
from tutela.registers.api import csv_reader, not_utf8

from .rows import POSITIONS, Given, RawRow, made_key, names_of, plain, source_of, words_of

UPR_COLUMNS = frozenset({"To", "From", "Text", "Response", "Issue", "Session"})
TUTELA_COLUMNS = (
    *("code", "state", "source", "body", "symbol", "document_on", "cycle", "paragraph", "text", "language", "text_national"),
    *("language_national", "position", "reply", "themes", "groups", "goals", "responsible", "cluster", "due_on"),
)


def uhri(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """The export of the Universal Human Rights Index: an array of annotations; only recommendations are taken."""
    try:
        for number, entry in enumerate(ijson.items(stream, "item"), start=1):
            if not isinstance(entry, dict):
                yield RawRow(number, {}, problems={"row": _("This entry is not an annotation.")})
            elif "recommendation" in plain(entry.get("AnnotationType", "recommendation")).lower():
                yield _uhri(number, entry, given)
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise InvalidInput(
            {"file": _("The JSON breaks off or is damaged: %(why)s. Nothing was taken.") % {"why": error}}
        ) from error


def _uhri(number: int, entry: dict[str, Any], given: Given) -> RawRow:
    body = plain(entry.get("Body"))
    recommending = ", ".join(names_of(entry.get("UprRecommendingCountry")))
    identity = plain(entry.get("AnnotationId"))
    return RawRow(
        number,
        {
            "code": f"UHRI-{identity}" if identity else "",
            "source": source_of(body, given),
            "body": recommending or body,
            "symbol": plain(entry.get("Symbol")) or given.symbol,
            "document_on": plain(entry.get("PublicationDate"))[:10],
            "cycle": plain(entry.get("UprCycle")) or given.cycle,
            "text": plain(entry.get("Text")),
            "position": POSITIONS.get(plain(entry.get("UprPosition")).lower(), "none"),
            "goals": [plain(goal).split(" ")[0] for goal in names_of(entry.get("Sdgs"))],
        },
        themes=names_of(entry.get("Themes")),
        groups=names_of(entry.get("AffectedPersons")),
        states=names_of(entry.get("Countries")),
    )


def upr(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """A UPR table: To, From, Text, Response, Issue, Session."""
    for number, line in _lines(stream, UPR_COLUMNS):
        said = plain(line["Response"]).lower()
        problem = (
            {} if said in POSITIONS else {"position": _("“%(word)s” is no known response.") % {"word": line["Response"]}}
        )
        session, text = plain(line["Session"]), plain(line["Text"])
        yield RawRow(
            number,
            {
                "code": made_key("UPR", plain(line["To"]), session, plain(line["From"]), text),
                "source": "UPR",
                "body": plain(line["From"]),
                "symbol": given.symbol,
                "cycle": session or given.cycle,
                "text": text,
                "position": POSITIONS.get(said, "none"),
            },
            themes=words_of(line["Issue"].replace(",", ";")),
            states=[plain(line["To"])],
            problems=problem,
        )


def tutela(stream: BinaryIO, given: Given) -> Iterator[RawRow]:
    """A table as this system writes it."""
    for number, line in _lines(stream, frozenset({"code", "text", "source", "body"})):
        values: dict[str, Any] = {name: line.get(name, "").strip() for name in TUTELA_COLUMNS if name in line}
        if "goals" in values:
            values["goals"] = [part for part in values["goals"].split(";") if part]
        themes, groups = (words_of(values.pop(name)) if name in values else None for name in ("themes", "groups"))
        values["position"] = values.get("position") or "none"
        state = values.pop("state", "")
        yield RawRow(number, values, themes=themes, groups=groups, states=[state] if state else [])


def _lines(stream: BinaryIO, needed: frozenset[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, one at a time, with their line; checks the first line and the encoding."""
    reader = csv_reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""), restval="")
    try:
        given = [name.strip() for name in reader.fieldnames or []]
        if missing := sorted(needed - set(given)):
            raise InvalidInput({"file": _("Columns missing in the first line: %(names)s.") % {"names": ", ".join(missing)}})
        reader.fieldnames = given
        for line in reader:
            yield reader.line_num, {name: value for name, value in line.items() if isinstance(value, str)}
    except UnicodeDecodeError as error:
        raise InvalidInput({"file": not_utf8(reader.line_num + 1)}) from error
    except csv.Error as error:
        raise InvalidInput({"file": _("Line %(line)s: %(why)s") % {"line": reader.line_num, "why": error}}) from error
