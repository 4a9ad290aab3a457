"""Everything an answer can be (R113): the items of statistics, every code list, every enumeration; as JSON, CSV and SDMX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language

from tutela.kernel.csv_files import to_csv
from tutela.methods.sdmx.tables import Coded, Codes, Names, Structure
from tutela.vocabulary import api as vocabulary

from ..models.dictionary import BREAKDOWNS
from ..models.items import ITEMS, NOT_RECORDED, VERSION
from . import dictionary
from .enumerations import Enumeration, enumerations
from .exchange_parts import SDMX_VERSION, said, structure
from .shared_codes import dimension_id, elsewhere, id_of, related, shared

COLUMNS = ("kind", "list", "list_version", "code", "parent", *vocabulary.LANGUAGES, "valid_from", "valid_to", "sources")


def as_dict() -> dict[str, Any]:
    """Items, lists, enumerations, and our codes beside those of others."""
    return dictionary.as_dict() | {
        "not_recorded": [
            {"code": code, "label": _spoken(said(label)), "why": _spoken(said(why))}
            for code, (label, why) in NOT_RECORDED.items()
        ],
        "lists": [_list(list_id) for list_id in vocabulary.list_ids()],
        "enumerations": [_enumeration(one) for one in enumerations()],
        "shared_codes": {
            "version": shared()["version"],
            "codes": list(_shared()),
            "related": [_related(row) for row in shared()["related"]],
        },
    }


def lists_and_enumerations() -> dict[str, Any]:
    """The lists and enumerations as a page shows them, in the active language."""
    lists, language = [vocabulary.code_list(list_id) for list_id in vocabulary.list_ids()], get_language() or "en"
    return {
        "lists": [(one.id, one.title.get(language, one.title["en"]), one.version, len(one.own())) for one in lists],
        "not_recorded": tuple(NOT_RECORDED.values()),
        "enumerations": [(one.id, one.digest, tuple(one.words().items()), one.sources) for one in enumerations()],
    }


def codes_csv() -> str:
    """A line for each code of each list and each value of each enumeration, in every language."""
    known = as_dict()
    lines = []
    for kind, lists in (("list", known["lists"]), ("enumeration", known["enumerations"])):
        for one in lists:
            for code in one["codes"]:
                words = [code["words"][language] for language in vocabulary.LANGUAGES]
                until = [code.get("valid_from") or "", code.get("valid_to") or ""]
                lines.append(
                    [
                        kind,
                        one["id"],
                        one["version"],
                        code["code"],
                        code.get("parent", ""),
                        *words,
                        *until,
                        " ".join(one["sources"]),
                    ]
                )
    return to_csv(COLUMNS, lines)


def structures() -> Structure:
    """The dictionary as SDMX structures are made from it."""
    return structure(tuple(_further_lists()))


def _list(list_id: str) -> dict[str, Any]:
    chosen = vocabulary.code_list(list_id)
    return {
        "id": list_id,
        "version": chosen.version,
        "title": dict(chosen.title),
        "source": chosen.source,
        "accepts": list(chosen.accepts),
        "sources": sorted({source for code in _drawing_on(list_id) for source in ITEMS[code].sources}),
        "codes": [
            {
                "code": code.code,
                "parent": code.parent,
                "words": dict(code.labels),
                "valid_from": code.valid_from and code.valid_from.isoformat(),
                "valid_to": code.valid_to and code.valid_to.isoformat(),
            }
            for code in chosen
        ],
    }


def _drawing_on(list_id: str) -> list[str]:
    return [one.code for one in BREAKDOWNS.values() if one.list_id == list_id]


def _enumeration(one: Enumeration) -> dict[str, Any]:
    """An enumeration has the dictionary's version: it changes with the program; its digest says whether it did."""
    words = _words(one)
    return {
        "id": one.id,
        "version": VERSION,
        "digest": one.digest,
        "sources": list(one.sources),
        "codes": [{"code": code, "words": _spoken(names)} for code, names in words.items()],
    }


@cache
def _words(one: Enumeration) -> Mapping[str, tuple[str, ...]]:
    return {code: said(lambda code=code: one.words()[code]) for code in one.codes()}  # type: ignore[misc]


def _spoken(names: Names) -> dict[str, str]:
    return dict(zip(vocabulary.LANGUAGES, names, strict=True))


def _shared() -> Iterator[dict[str, str]]:
    for breakdown, known in shared()["dimensions"].items():
        if breakdown not in BREAKDOWNS:
            continue
        for ours, codes in known["codes"].items():
            there = elsewhere(breakdown, ours)
            yield {
                "breakdown": breakdown,
                "ours": ours,
                "dimension": dimension_id(breakdown),
                "written": codes["code"],
                **there,
            }


def _related(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"breakdown": row["breakdown"], "ours": row["ours"], "indicators": related(row["breakdown"], row["ours"])}


def _further_lists() -> Iterator[Codes]:
    """Vocabulary lists whole (``CL_V_…``) and enumerations (``CL_E_…``), beside the lists that dimensions take."""
    for list_id in vocabulary.list_ids():
        chosen = vocabulary.code_list(list_id)
        codes = {
            id_of(code.code): Coded(
                tuple(code.labels[language] for language in vocabulary.LANGUAGES),
                id_of(code.parent) if code.parent in chosen else "",
            )
            for code in chosen
        }
        names = tuple(chosen.title[language] for language in vocabulary.LANGUAGES)
        yield Codes(f"CL_V_{list_id.upper()}", f"{chosen.version}.0.0", names, codes)
    for one in enumerations():
        codes = {id_of(code): Coded(names) for code, names in _words(one).items()}
        yield Codes(f"CL_E_{id_of(one.id).upper()}", SDMX_VERSION, (one.id,) * len(vocabulary.LANGUAGES), codes)
