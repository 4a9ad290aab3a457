"""The dictionary's entries, as a page, as JSON and as CSV: everything a reader of a figure may ask about what was counted."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from tutela.vocabulary import api as vocabulary

from ..models.dictionary import BREAKDOWNS, Breakdown
from ..models.items import ITEMS, VERSION


@dataclass(frozen=True)
class Entry:
    """One item in the active language. ``list_id`` is empty where the answers are not those of a code list."""

    code: str
    label: str
    definition: str
    list_id: str
    list_version: int | None
    answers: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    since: str
    several: bool
    sensitive: bool


def entries() -> list[Entry]:
    """Every item of the dictionary in its order."""
    return [_entry(one) for one in BREAKDOWNS.values()]


def as_dict() -> dict[str, Any]:
    """The dictionary with its words in every language."""
    spoken = {language: _in(language) for language in vocabulary.LANGUAGES}
    return {
        "version": VERSION,
        "items": [
            {
                "code": entry.code,
                "label": {language: spoken[language][at].label for language in spoken},
                "definition": {language: spoken[language][at].definition for language in spoken},
                "list": entry.list_id,
                "list_version": entry.list_version,
                "answers": {
                    code: {language: dict(spoken[language][at].answers)[code] for language in spoken}
                    for code, _ in entry.answers
                },
                "sources": list(entry.sources),
                "since": entry.since,
                "several": entry.several,
                "sensitive": entry.sensitive,
            }
            for at, entry in enumerate(entries())
        ],
    }


def as_csv() -> str:
    """One line for each item; the answers stand in the code lists, or in ``answers`` where there is no list."""
    known = as_dict()
    out = io.StringIO()
    languages = vocabulary.LANGUAGES
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        [
            "code",
            *(f"label_{one}" for one in languages),
            *(f"definition_{one}" for one in languages),
            *("list", "list_version", "answers", "sources", "since", "several", "sensitive", "version"),
        ]
    )
    for item in known["items"]:
        words = [*(item["label"][one] for one in languages), *(item["definition"][one] for one in languages)]
        rest = [" ".join(item["answers"]), " ".join(item["sources"]), item["since"], item["several"], item["sensitive"]]
        writer.writerow([item["code"], *words, item["list"], item["list_version"] or "", *rest, known["version"]])
    return out.getvalue()


def _in(language: str) -> list[Entry]:
    with translation.override(language):
        return entries()


def _entry(one: Breakdown) -> Entry:
    item = ITEMS[one.code]
    chosen = vocabulary.code_list(one.list_id) if one.list_id else None
    return Entry(
        code=one.code,
        label=str(one.label),
        definition=str(item.definition),
        list_id=one.list_id,
        list_version=chosen.version if chosen else None,
        answers=tuple((str(code), str(said)) for code, said in one.words.items()),
        sources=item.sources,
        since=item.since,
        several=one.several,
        sensitive=one.sensitive,
    )
