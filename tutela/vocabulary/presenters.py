"""Lists, terms and country rules as pages and exports show them. Everything here is public (S0)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import api
from .models.codes import in_language

COLUMNS = (
    "list",
    "version",
    "code",
    "parent",
    *api.LANGUAGES,
    "legal_term",
    "article",
    "para",
    "sensitive",
    "valid_from",
    "valid_to",
    "attributes",
)


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list in the overview."""

    id: str
    part: str
    title: str
    version: int
    size: int


@dataclass(frozen=True, slots=True)
class TermCard:
    """One term, in the reader's language."""

    id: str
    display: str
    legal_term: str
    source: str
    para: str
    definition: str
    legal_text: bool
    explanation: str
    codes: tuple[tuple[str, str], ...]
    version: int
    breaks: tuple[dt.date, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


def list_rows(words: str = "") -> list[ListRow]:
    """The lists whose id or title holds the words, in the order of the standard."""
    lists = (api.code_list(list_id) for list_id in api.list_ids())
    rows = [ListRow(row.id, row.part, in_language(row.title), row.version, len(row.own())) for row in lists]
    wanted = words.casefold().strip()
    found = [row for row in rows if wanted in f"{row.id} {row.title}".casefold()]
    return sorted(found, key=lambda row: (row.part[0], int(row.part[1:]), row.id))


def list_facts(chosen: api.CodeList) -> list[Fact]:
    """What is known about a list."""
    accepted = ", ".join(chosen.codes[code].label() for code in chosen.accepts)
    return [
        Fact(_("Version"), f"{chosen.version} ({chosen.edition.isoformat()})"),
        Fact(_("Paragraphs of A/65/221"), chosen.paras or "–"),
        Fact(_("Licence"), chosen.licence),
        Fact(_("Also accepted"), accepted or "–"),
    ]


def term_cards(words: str = "") -> list[TermCard]:
    """The terms whose display term or explanation holds the words."""
    codes: dict[str, list[tuple[str, str]]] = {}
    for code in api.code_list("offences").own():
        codes.setdefault(str(code.attributes["term"]), []).append((code.code, code.label()))
    cards = [_card(term, tuple(codes.get(term.id, ()))) for term in api.glossary()]
    wanted = words.casefold().strip()
    return [card for card in cards if wanted in f"{card.display} {card.explanation}".casefold()]


def _card(term: api.Term, codes: tuple[tuple[str, str], ...]) -> TermCard:
    return TermCard(
        id=term.id,
        display=in_language(term.display),
        legal_term=in_language(term.legal_term),
        source=f"{term.instrument}, {term.article}",
        para=term.para,
        definition=in_language(term.definition),
        legal_text=term.legal_text,
        explanation=in_language(term.explanation),
        codes=codes,
        version=term.version,
        breaks=term.breaks(),
    )


def age_facts(rules: api.Jurisdiction) -> list[Fact]:
    """The national ages, as information."""
    ages = rules.ages
    rows = [
        (_("Majority"), ages.majority),
        (_("Sexual consent"), ages.sexual_consent),
        (_("Criminal responsibility"), ages.criminal_responsibility),
        (_("Marriage, girls"), ages.marriage["girl"]),
        (_("Marriage, boys"), ages.marriage["boy"]),
        (_("Work"), ages.work),
    ]
    facts = [Fact(label, str(age) if age is not None else _("no age set")) for label, age in rows]
    return [*facts, Fact(_("Prostitution of adults"), str(rules.prostitution.label))]


def deadline_rows(rules: api.Jurisdiction) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Each deadline: its name, the times by level, how well it is known."""
    return [
        (
            api.label("deadline_items", row.item),
            [(api.label(row.by, level), time_text(within)) for level, within in row.within.items()],
            str(row.status.label),
        )
        for row in rules.deadlines.values()
    ]


def time_text(within: dt.timedelta | None) -> str:
    """A length of time in the largest whole unit."""
    if within is None:
        return _("as needed")
    minutes = int(within.total_seconds() // 60)
    if minutes % 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours % 24 or hours < 72:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}


def list_json(chosen: api.CodeList) -> dict[str, Any]:
    """A list as the data dictionary exports it (R113)."""
    return {
        "id": chosen.id,
        "part": chosen.part,
        "version": chosen.version,
        "edition": chosen.edition.isoformat(),
        "title": dict(chosen.title),
        "source": chosen.source,
        "paras": chosen.paras,
        "licence": chosen.licence,
        "accepts": list(chosen.accepts),
        "parents": chosen.parents or None,
        "digest": chosen.digest,
        "codes": [_code_json(code) for code in chosen.own()],
    }


def _code_json(code: api.Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "labels": dict(code.labels),
        "parent": code.parent or None,
        "legal_term": code.legal_term or None,
        "article": code.article or None,
        "para": code.para or None,
        "sensitive": code.sensitive,
        "general_knowledge": code.general_knowledge,
        "valid_from": code.valid_from and code.valid_from.isoformat(),
        "valid_to": code.valid_to and code.valid_to.isoformat(),
        "attributes": {key: list(value) if isinstance(value, tuple) else value for key, value in code.attributes.items()},
    }


def term_json(term: api.Term) -> dict[str, Any]:
    """A term as the glossary exports it (R14)."""
    return {
        "id": term.id,
        "version": term.version,
        "since": term.since.isoformat(),
        "display": dict(term.display),
        "legal_term": dict(term.legal_term),
        "instrument": term.instrument,
        "article": term.article,
        "para": term.para,
        "definition": dict(term.definition),
        "legal_text": term.legal_text,
        "explanation": dict(term.explanation),
        "breaks_in_series": [day.isoformat() for day in term.breaks()],
    }


def lists_csv(lists: Iterable[api.CodeList]) -> str:
    """Lists as one table, one row for each code; the byte order mark lets spreadsheets read every script."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for chosen in lists:
        writer.writerows(_csv_rows(chosen))
    return out.getvalue()


def _csv_rows(chosen: api.CodeList) -> Iterator[list[object]]:
    for code in chosen.own():
        attributes = _code_json(code)["attributes"]
        yield [
            chosen.id,
            chosen.version,
            code.code,
            code.parent,
            *(code.labels[language] for language in api.LANGUAGES),
            code.legal_term,
            code.article,
            code.para,
            "yes" if code.sensitive else "no",
            code.valid_from or "",
            code.valid_to or "",
            "; ".join(f"{key}={_flat(value)}" for key, value in attributes.items()),
        ]


def _flat(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
