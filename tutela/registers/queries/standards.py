"""Instruments, checklists and themes: data files with a version, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

DATA = Path(__file__).resolve().parent.parent / "data"
DIMENSIONS = {
    "S": _("Sex"),
    "A": _("Age band"),
    "R": _("Region"),
    "N": _("Nationality"),
    "E": _("Ethnic or indigenous group"),
    "D": _("Disability"),
    "Q": _("Economic situation, rural or urban"),
    "X": _("Form of exploitation"),
    "O": _("Online or offline"),
    "F": _("Within the country or across borders"),
    "P": _("Category of the accused"),
    "L": _("Relation to the child"),
    "Y": _("Year"),
}


@dataclass(frozen=True)
class Item:
    """An entry of a list: its code, and its words by language."""

    code: str
    words: Mapping[str, str]
    also: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """In the active language, else in English."""
        return self.words.get((get_language() or "en").split("-")[0]) or self.words["en"]


@dataclass(frozen=True)
class Instrument(Item):
    """``first_report``: years from entry into force to the first report; ``None`` where none is due."""

    adopted: dt.date = dt.date.min
    in_force: dt.date | None = None
    register: str = ""
    relevant: bool = False
    first_report: int | None = None


@dataclass(frozen=True)
class Question(Item):
    """A row of a checklist. ``section`` and ``by`` for rows of the State report; ``reference`` to article or document."""

    reference: str = ""
    section: str = ""
    kind: str = "law"
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edition:
    """Which version of a file is in use."""

    version: int
    edition: str
    source: str


@cache
def _file(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_bytes())
    return found


def edition(name: str) -> Edition:
    """The version of a data file: ``instruments``, ``checklists`` or ``themes``."""
    raw = _file(name)
    return Edition(raw["version"], str(raw["edition"]), raw["source"])


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    return {language: str(row[language]) for language in ("en", "fr", "es", "ar") if language in row}


@cache
def instruments() -> dict[str, Instrument]:
    """The register of instruments, by code."""
    return {
        row["code"]: Instrument(
            row["code"],
            _words(row),
            adopted=row["adopted"],
            in_force=row["in_force"],
            register=row["register"],
            relevant=row["relevant"],
            first_report=row.get("first_report_years"),
        )
        for row in _file("instruments")["instruments"]
    }


@cache
def reporting_rows() -> dict[str, Question]:
    """The 64 rows of what a State reports, by id."""
    return {
        row["id"]: Question(
            row["id"],
            _words(row),
            reference=f"OPSC {row['article']}",
            section=row["section"],
            kind=row["kind"],
            by=tuple(str(row.get("by", "")).split()),
        )
        for row in _file("checklists")["reporting"]
    }


@cache
def law_questions() -> dict[str, Question]:
    """The 50 questions asked of national law, by id."""
    return {row["id"]: Question(row["id"], _words(row), reference=row["ref"]) for row in _file("checklists")["law"]}


def question(code: str) -> Question | None:
    """A row of either checklist."""
    return law_questions().get(code) or reporting_rows().get(code)


def assessed_questions() -> dict[str, Question]:
    """Everything a finding can be about: the gap questions and the law rows of the State report."""
    return law_questions() | {code: row for code, row in reporting_rows().items() if row.kind == "law"}


@cache
def _listed(name: str) -> dict[str, Item]:
    return {row["code"]: Item(row["code"], _words(row), tuple(row.get("aka", ()))) for row in _file("themes")[name]}


def themes() -> dict[str, Item]:
    """Themes of recommendations and objectives."""
    return _listed("themes")


def groups() -> dict[str, Item]:
    """Affected and target groups."""
    return _listed("groups")


@cache
def aliases(name: str) -> dict[str, str]:
    """Known words of ``themes`` or ``groups`` in any language or system, folded, to their code."""
    return {
        fold(word): item.code for item in _listed(name).values() for word in (item.code, *item.words.values(), *item.also)
    }


def fold(word: str) -> str:
    """A word without case and doubled spaces."""
    return " ".join(word.split()).casefold()


def items(list_id: str) -> Iterable[Any]:
    """The entries of one of our lists or of the vocabulary, each with ``code`` and ``label``."""
    own: dict[str, Any] = {
        "instruments": instruments,
        "questions": lambda: reporting_rows() | law_questions(),
        "themes": themes,
        "groups": groups,
        "dimensions_of_reports": lambda: {code: Item(code, {"en": str(word)}) for code, word in DIMENSIONS.items()},
    }
    if list_id in own:
        return list(own[list_id]().values())
    return vocabulary.options(list_id)


def label(list_id: str, code: str) -> str:
    """The words for a code; the code itself when the list does not know it (any more)."""
    return next((str(item.label) for item in items(list_id) if item.code == code), code)


def require_codes(list_id: str, field: str, codes: Iterable[str]) -> None:
    """Every code stands in the list.

    Raises:
        InvalidInput: names the field and the first codes that do not.
    """
    known = {item.code for item in items(list_id)}
    if unknown := [code for code in codes if code not in known]:
        raise InvalidInput(
            {
                field: _("Not in the list: %(codes)s. Choose from: %(known)s.")
                % {"codes": ", ".join(unknown[:5]), "known": ", ".join(sorted(known)[:20])}
            }
        )
