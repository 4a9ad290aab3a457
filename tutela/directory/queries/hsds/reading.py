"""Reading HSDS 3: JSON (an array of services, pages with ``contents``, one service a line) or a tabular package (folder or zip)."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import ijson
from django.utils.translation import gettext as _

from tutela.kernel.errors import OperatorError

from . import schema
from .staging import Staging

LARGEST_UNPACKED = 4 * 1024**3
LONGEST_CELL = 1024 * 1024
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_NESTED = {
    "organization": "organization",
    "phones": "phone",
    "schedules": "schedule",
    "languages": "language",
    "cost_options": "cost_option",
    "capacities": "service_capacity",
    "service_at_locations": "service_at_location",
    "location": "location",
    "addresses": "address",
    "accessibility": "accessibility",
    "attributes": "attribute",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
    "unit": "unit",
}
"""Nested field to the table its objects belong to."""
_SHARED = ("organization", "location", "taxonomy", "taxonomy_term", "unit")
"""What nested files repeat."""


def read_into(stage: Staging, path: Path) -> None:
    """Put every row of a file or package into ``stage``; rows that do not fit become faults there.

    Raises:
        OperatorError: the file is missing, cannot be read at all, or is no HSDS.
    """
    if path.is_dir() or path.suffix.lower() == ".zip":
        _read_tabular(stage, path)
    elif path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        _read_json(stage, path)
    else:
        raise OperatorError(
            _("%(file)s: give a .json, .jsonl or .zip file, or the folder of a tabular package.") % {"file": path.name}
        )
    stage.index()


def _put(stage: Staging, table: str, row: dict[str, Any], place: str, *, again: bool = False) -> None:
    known = schema.columns(table)
    row = {name: value for name, value in row.items() if name in known and value is not None}
    found = [] if schema.fits(table, row) else list(schema.faults(table, row))
    for name in [name for name, value in row.items() if isinstance(value, str) and not value.isprintable()]:
        if _UNWRITABLE.search(row[name]):
            found.append((name, _("holds a character that no text may hold (NUL or half of a pair)")))
            row[name] = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", row[name])
    for field, sentence in found:
        stage.wrong(place, table, str(row.get("id", ""))[:36], field, sentence)
    if not any(field == "id" for field, _sentence in found):
        stage.add(table, row, place, again=again, bad=bool(found))


# JSON.


def _read_json(stage: Staging, path: Path) -> None:
    number = 0
    for number, entry in enumerate(_services(path), start=1):
        place = _("service %(number)d") % {"number": number}
        if not isinstance(entry, dict):
            stage.wrong(place, "service", "", "", _("is no object"))
            continue
        _flatten(stage, "service", entry, place)
    if not number:
        raise OperatorError(_("%(file)s: there is no service in it.") % {"file": path.name})


def _services(path: Path) -> Iterator[Any]:
    try:
        with path.open("rb") as file:
            if path.suffix.lower() in (".jsonl", ".ndjson"):
                yield from (json.loads(line) for line in file if line.strip())
                return
            start = file.read(64).lstrip(codecs.BOM_UTF8).lstrip()[:1]
            file.seek(3 if file.seek(0) == 0 and file.read(3) == codecs.BOM_UTF8 else 0)
            yield from ijson.items(file, "item" if start == b"[" else "contents.item")
    except OSError as error:
        raise OperatorError(f"{path.name}: {error.strerror}.") from error
    except (ValueError, ijson.JSONError) as error:
        raise OperatorError(_("%(file)s is not readable as JSON: %(why)s.") % {"file": path.name, "why": error}) from error


def _flatten(
    stage: Staging, table: str, entry: Mapping[str, Any], place: str, owner: Mapping[str, str] | None = None
) -> None:
    """An object and everything nested in it, as rows; what hangs on it is told whom it hangs on."""
    row = {name: _plain(value) for name, value in entry.items() if not isinstance(value, (dict, list))} | dict(owner or {})
    key = str(entry.get("id", ""))
    for name, inner_table in _NESTED.items():
        inner = entry.get(name)
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                if not isinstance(inner, list) and f"{inner_table}_id" in schema.columns(table):
                    row.setdefault(f"{inner_table}_id", one.get("id"))
                _flatten(stage, inner_table, one, f"{place}, {name}", _owner(table, inner_table, key))
    _put(stage, table, row, place, again=table in _SHARED)


def _owner(table: str, inner: str, key: str) -> dict[str, str]:
    if inner == "attribute":
        return {"link_id": key, "link_entity": table}
    return {f"{table}_id": key} if schema.REFERENCES.get(inner, {}).get(f"{table}_id") == table else {}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


# Tabular.


def _read_tabular(stage: Staging, path: Path) -> None:
    with _package(path) as names:
        tables = {Path(name).stem: name for name in names if name.endswith(".csv")}
        missing = [table for table in ("organization", "service") if table not in tables]
        if missing:
            text = _("%(file)s: the package has no %(missing)s.csv.")
            raise OperatorError(text % {"file": path.name, "missing": missing[0]})
        for table in schema.TABLES:
            if table in tables:
                _read_table(stage, table, names[tables[table]])


def _read_table(stage: Staging, table: str, opened: Any) -> None:
    csv.field_size_limit(LONGEST_CELL)
    with opened() as raw:
        reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), strict=True)
        try:
            if reader.fieldnames is None or "id" not in reader.fieldnames:
                raise OperatorError(
                    _("%(table)s.csv: the first line must name the columns, “id” among them.") % {"table": table}
                )
            for row in reader:
                place = f"{table}.csv:{reader.line_num}"
                if None in row or None in row.values():
                    stage.wrong(
                        place, table, str(row.get("id", ""))[:36], "", _("has more or fewer cells than the first line")
                    )
                    continue
                _put(stage, table, schema.typed(table, row), place)
        except UnicodeDecodeError as error:
            raise OperatorError(_("%(table)s.csv is not written in UTF-8.") % {"table": table}) from error
        except csv.Error as error:
            where = {"table": table, "line": reader.line_num, "why": error}
            raise OperatorError(_("%(table)s.csv, line %(line)d: %(why)s.") % where) from error


@contextmanager
def _package(path: Path) -> Iterator[dict[str, Any]]:
    """Names of the files in a package, each with a function that opens it."""
    if path.is_dir():
        yield {file.name: (lambda file=file: file.open("rb")) for file in sorted(path.iterdir()) if file.is_file()}
        return
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise OperatorError(_("%(file)s cannot be opened as a zip file.") % {"file": path.name}) from error
    with archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise OperatorError(_("%(file)s unpacks to more than 4 GiB; split it.") % {"file": path.name})
        yield {entry.filename: (lambda entry=entry: _member(archive, entry)) for entry in archive.infolist()}


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> IO[bytes]:
    return archive.open(entry)
