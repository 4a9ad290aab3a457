"""What of a server's configuration is carried to another one: kinds of rows, what is wrong with them, how they differ from those here.

A context that holds configuration offers each kind of it as a :class:`Kind` at its door. Rows have a key that is the same on every
server (a code, never an id of the database) and plain values: texts, numbers, truths, lists and mappings of them.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .actor import Actor

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
"""Rows by their key."""


class Trouble(TextChoices):
    """What is wrong with a row; the text takes ``what``."""

    MISSING = "missing", _("This is missing.")
    NOT_CARRIED = "not_carried", _("“%(what)s” is no field that is carried. Take it out.")
    WRONG_KIND = "wrong_kind", _("“%(what)s” cannot be taken here.")
    TOO_LONG = "too_long", _("This is too long: at most %(what)s.")
    UNKNOWN = "unknown", _("“%(what)s” is known neither here nor in the bundle.")
    UNKNOWN_CODE = "unknown_code", _("“%(what)s” is no code of its list.")
    STAYS = "stays", _("This stays as it is where files hang on it. Change it on the server itself: %(what)s")
    FIXED = "fixed", _("A fixed protection cannot be configured: %(what)s")
    OTHER_COUNTRY = "other_country", _("This server is set up for another country: %(what)s")
    OLDER = "older", _("Here is version %(what)s already. Raise the version on the server where it was changed.")
    SAME_VERSION = "same_version", _("Version %(what)s has other content here. Raise the version where it was changed.")
    CODE_GONE = "code_gone", _("The national code “%(what)s” is used here. Keep it and give it an end date.")
    BLAMES = "blames", _("“%(what)s” would blame a child. Use the term of the glossary.")
    NOT_SOUND = "not_sound", "%(what)s"


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong: in which row, with which field."""

    key: str
    field: str
    trouble: Trouble
    what: str = ""

    def __str__(self) -> str:
        text = str(self.trouble.label)
        return text % {"what": self.what} if "%(what)s" in text else text


class Standing(Enum):
    """How a row of a bundle stands to those here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    """Here and not in the bundle: it is left alone."""


@dataclass(frozen=True)
class Change:
    """One value that changes."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """How one row stands, with every value that changes."""

    kind: str
    key: str
    standing: Standing
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Column:
    """A field of a row: ``takes`` says whether a value may stand there; ``longest`` a text's most characters."""

    takes: Callable[[Any], bool]
    longest: int = 0
    optional: bool = False
    code: Callable[[str], bool] | None = None

    def trouble(self, value: Any) -> tuple[Trouble, str] | None:
        """What is wrong with a value, and the piece it is about."""
        if value in ("", None) and self.optional:
            return None
        if not self.takes(value):
            return Trouble.WRONG_KIND, str(value)[:80]
        if self.longest and len(value) > self.longest:
            return Trouble.TOO_LONG, str(self.longest)
        if self.code is not None and not self.code(value):
            return Trouble.UNKNOWN_CODE, str(value)[:80]
        return None


@dataclass(frozen=True)
class Kind:
    """A kind of configuration. ``here``: the rows of this server; ``faults``: what is wrong with a bundle's rows, told those here and
    all that the bundle brings; ``put``: write rows that are new or changed, told all that the bundle brings; ``apart``: each
    row is a file of its own; ``as_yaml``: and that file is YAML; ``columns``: the fields of a row; ``tidy``: a row as it would be written
    here, where it can be written in several ways."""

    name: str
    title: Any
    here: Callable[[], dict[str, dict[str, Any]]]
    faults: Callable[[Rows, Rows, Mapping[str, Rows]], Iterable[Wrong]]
    put: Callable[[Rows, Actor, Mapping[str, Rows]], None]
    apart: bool = False
    as_yaml: bool = False
    columns: Mapping[str, Column] = field(default_factory=dict)
    tidy: Callable[[str, Row, Mapping[str, Rows]], Row] = lambda _key, row, _bundle: row

    def wrong(self, rows: Rows, here: Rows, bundle: Mapping[str, Rows]) -> list[Wrong]:
        """Everything wrong with a bundle's rows: first their shape, then, where it is right, what they say."""
        found = list(_misshapen(rows, self.columns)) if self.columns else []
        return found or list(self.faults(rows, here, bundle))


def text(longest: int = 200, *, optional: bool = False, code: Callable[[str], bool] | None = None) -> Column:
    """One line of text."""
    return Column(
        lambda value: isinstance(value, str) and is_plain(value) and value.splitlines() in ([], [value]),
        longest,
        optional,
        code,
    )


def flag() -> Column:
    """Yes or no."""
    return Column(lambda value: isinstance(value, bool))


def whole(low: int, high: int) -> Column:
    """A whole number."""
    return Column(lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high)


def words() -> Column:
    """A text by language."""
    return Column(
        lambda value: isinstance(value, dict) and bool(value) and all(isinstance(one, str) and one for one in value.values())
    )


def texts() -> Column:
    """A list of short texts."""
    return Column(lambda value: isinstance(value, list) and all(isinstance(one, str) and len(one) <= 40 for one in value))


def day() -> Column:
    """A day as ISO writes it."""
    return Column(_is_day)


def is_plain(value: str) -> bool:
    """Whether a text holds neither control characters (line ends apart) nor halves of characters."""
    return not any(sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cs") for sign in value)


def compare(kind: str, rows: Rows, here: Rows) -> list[Difference]:
    """How every row stands, by key: those of the bundle and those that are only here."""
    found = []
    for key in sorted({*rows, *here}):
        if key not in rows:
            found.append(Difference(kind, key, Standing.LEFT))
        elif key not in here:
            found.append(Difference(kind, key, Standing.NEW, tuple(_changes({}, rows[key]))))
        else:
            same = rows[key] == here[key]
            changes = () if same else tuple(_changes(here[key], rows[key]))
            found.append(Difference(kind, key, Standing.SAME if same else Standing.CHANGED, changes))
    return found


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every single value inside, with the way to it: rows of a list are named by what names them."""
    if isinstance(value, Mapping):
        for name in value:
            yield from leaves(value[name], f"{path} › {name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        named: set[str] = set()
        for position, one in enumerate(value, start=1):
            name = _name(one, position)
            name = f"{name} ({position})" if name in named else name
            named.add(name)
            yield from leaves(one, f"{path} › {name}" if path else name)
    elif isinstance(value, list):
        yield path, ", ".join(str(one) for one in value)
    else:
        yield path, "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)


_NAMES = ("form_id", "code", "name", "item", "duty", "step", "profession", "ground", "from")


def _name(row: Any, position: int) -> str:
    found = next((row[name] for name in _NAMES if isinstance(row, Mapping) and row.get(name)), None)
    return str(found) if isinstance(found, (str, int, dt.date)) else str(position)


def _changes(old: Row, new: Row) -> Iterator[Change]:
    before, after = dict(leaves(old)), dict(leaves(new))
    for name in [*after, *(one for one in before if one not in after)]:
        if before.get(name, "") != after.get(name, ""):
            yield Change(name, before.get(name, ""), after.get(name, ""))


def _misshapen(rows: Rows, columns: Mapping[str, Column]) -> Iterator[Wrong]:
    for key, row in rows.items():
        for name in sorted(row.keys() - columns.keys()):
            yield Wrong(key, name, Trouble.NOT_CARRIED, name)
        for name, column in columns.items():
            if name not in row:
                yield Wrong(key, name, Trouble.MISSING)
            elif trouble := column.trouble(row[name]):
                yield Wrong(key, name, *trouble)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
