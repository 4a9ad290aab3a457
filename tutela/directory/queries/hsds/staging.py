"""Where rows wait until all of them are known to be right: a database file beside the import, thrown away at its end.

Memory stays the same for ten services and for two hundred thousand; duplicates and broken references are found by the file.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .schema import REFERENCES, TABLES

_SCHEMA = """
CREATE TABLE entry (kind TEXT, id TEXT, place TEXT, body TEXT, bad INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE link (kind TEXT, id TEXT, field TEXT, target TEXT, target_id TEXT, place TEXT);
CREATE TABLE fault (place TEXT, kind TEXT, id TEXT, field TEXT, sentence TEXT);
"""
_INDEXES = "CREATE INDEX link_to ON link (target, target_id, kind); CREATE INDEX link_from ON link (kind, field);"
_CACHE_KIB = 32_000
_SAID = "address phone schedule language accessibility cost_option service_capacity attribute".split()
"""Kinds of rows that say something of another."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row: where it stands, which row, which field, and what would do."""

    place: str
    kind: str
    id: str
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.kind} {self.id}: {self.field}: {self.sentence}"


class Staging:
    """Rows by kind and id, the links between them, and the faults."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE_KIB};")
        self.database.executescript(_SCHEMA)
        self.database.execute("BEGIN")
        self.noted = 0

    def add(self, kind: str, row: Mapping[str, Any], place: str, *, again: bool = False, bad: bool = False) -> None:
        """Put a row in. A second row with the same id is a fault; with ``again`` (nested files repeat an organisation) only
        when it says something else. A ``bad`` row is there for those that point to it, and is not given out."""
        key = str(row.get("id", "")).lower()
        body = json.dumps(row, sort_keys=True, ensure_ascii=False)
        try:
            self.database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", (kind, key, place, body, bad))
        except sqlite3.IntegrityError:
            first, known = self.database.execute(
                "SELECT place, body FROM entry WHERE kind = ? AND id = ?", (kind, key)
            ).fetchone()
            if not again or known != body:
                self.wrong(place, kind, key, "id", _("stands already in %(place)s; ids are given once") % {"place": first})
            return
        for field, target in REFERENCES.get(kind, {}).items():
            if row.get(field):
                link = (kind, key, field, target, str(row[field]).lower(), place)
                self.database.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)", link)
        if kind == "attribute" and row.get("link_entity") in TABLES:
            link = (kind, key, "link_id", row["link_entity"], str(row["link_id"]).lower(), place)
            self.database.execute("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)", link)

    def wrong(self, place: str, kind: str, key: str, field: str, sentence: str) -> None:
        """Note a fault."""
        self.noted += 1
        self.database.execute("INSERT INTO fault VALUES (?, ?, ?, ?, ?)", (place, kind, key, field, sentence))

    def index(self) -> None:
        """Call once when every row is in."""
        for statement in _INDEXES.split(";")[:-1]:
            self.database.execute(statement)

    def find_broken_links(self) -> None:
        """Note every reference to a row that is not there."""
        sentence = _("there is no %(kind)s %(id)s in the file")
        broken = self.database.execute(
            "SELECT l.place, l.kind, l.id, l.field, l.target, l.target_id FROM link l "
            "LEFT JOIN entry e ON e.kind = l.target AND e.id = l.target_id WHERE e.id IS NULL"
        )
        for place, kind, key, field, target, target_id in broken:
            self.wrong(place, kind, key, field, sentence % {"kind": target, "id": target_id})

    def count(self, kind: str) -> int:
        """How many rows of a kind."""
        return int(self.database.execute("SELECT count(*) FROM entry WHERE kind = ?", (kind,)).fetchone()[0])

    def faults(self, most: int = -1) -> Iterator[Fault]:
        """The faults in the order they were found."""
        yield from (Fault(*row) for row in self.database.execute("SELECT * FROM fault LIMIT ?", (most,)))

    def get(self, kind: str, key: str) -> dict[str, Any]:
        """One row; an empty one when it is not there."""
        found = self.database.execute(
            "SELECT body FROM entry WHERE kind = ? AND id = ? AND NOT bad", (kind, key.lower())
        ).fetchone()
        return json.loads(found[0]) if found else {}

    def rows(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every row of a kind with its place."""
        for place, body in self.database.execute(
            "SELECT place, body FROM entry WHERE kind = ? AND NOT bad ORDER BY id", (kind,)
        ):
            yield place, json.loads(body)

    def around(self, target: str, key: str) -> dict[str, list[dict[str, Any]]]:
        """What is said of a row by others that point to it, by their kind; not the services of a body nor those at a place, which
        can be all there are."""
        found: dict[str, list[dict[str, Any]]] = {}
        rows = self.database.execute(
            "SELECT e.kind, e.body FROM link l JOIN entry e ON e.kind = l.kind AND e.id = l.id "
            f"WHERE l.target = ? AND l.target_id = ? AND l.kind IN ({', '.join('?' * len(_SAID))}) AND NOT e.bad ORDER BY e.id",
            (target, key.lower(), *_SAID),
        )
        for kind, body in rows:
            found.setdefault(kind, []).append(json.loads(body))
        return found

    def without_place(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Services that stand at no location."""
        for place, body in self.database.execute(
            "SELECT e.place, e.body FROM entry e WHERE e.kind = 'service' AND NOT e.bad AND NOT EXISTS (SELECT 1 FROM link l "
            "WHERE l.target = 'service' AND l.target_id = e.id AND l.kind = 'service_at_location') ORDER BY e.id"
        ):
            yield place, json.loads(body)


@contextlib.contextmanager
def staging() -> Iterator[Staging]:
    """A staging file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tutela-hsds-") as folder:
        stage = Staging(Path(folder) / "rows")
        try:
            yield stage
        finally:
            stage.database.close()
