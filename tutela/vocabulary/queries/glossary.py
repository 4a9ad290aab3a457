"""The glossary: one entry per concept, its definitions over time."""

from __future__ import annotations

import datetime as dt
from functools import cache
from types import MappingProxyType
from typing import Any

from ..errors import BadVocabulary, UnknownCode, UnknownList
from ..models.codes import EarlierDefinition, Glossary, Term
from . import files
from .code_lists import code_list

FILE = files.DATA / "glossary.yaml"
WORDS = ("legal_term", "display", "definition", "explanation")
DEFINING = ("legal_term", "instrument", "article", "definition")
"""What makes the meaning of a term: a change here needs a new version of it."""


@cache
def glossary() -> Glossary:
    """All terms.

    Raises:
        BadVocabulary: the file cannot be used.
    """
    return parse(files.read(FILE))


def term(term_id: str) -> Term:
    """One entry.

    Raises:
        UnknownList: no such entry.
    """
    found = glossary().terms.get(term_id)
    if found is None:
        raise UnknownList(term_id)
    return found


def term_of(code: str, list_id: str = "offences") -> Term:
    """The entry that explains a code.

    Raises:
        UnknownCode: the code has no entry.
    """
    found = code_list(list_id).codes.get(code)
    if found is None or not isinstance(found.attributes.get("term"), str):
        raise UnknownCode(list_id, code)
    return term(str(found.attributes["term"]))


def breaks_in_series(code: str, list_id: str = "offences") -> tuple[dt.date, ...]:
    """The days on which the meaning of a code changed: figures before and after are not one series (R14)."""
    return term_of(code, list_id).breaks()


def parse(raw: dict[str, Any]) -> Glossary:
    """The glossary from the content of its file.

    Raises:
        BadVocabulary: a part is missing or has the wrong shape.
    """
    try:
        terms = [_term(entry, raw["since"]) for entry in raw["terms"]]
        return Glossary(
            version=int(raw["version"]),
            edition=raw["edition"],
            source=raw["source"],
            licence=raw["licence"],
            terms=MappingProxyType({entry.id: entry for entry in terms}),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadVocabulary([f"{FILE.name}: {error!r}"]) from error


def _term(entry: dict[str, Any], since: dt.date) -> Term:
    earlier = tuple(
        EarlierDefinition(int(old["version"]), old["since"], old["until"], MappingProxyType(dict(old["definition"])))
        for old in entry.get("earlier", ())
    )
    words = {name: MappingProxyType(dict(entry[name])) for name in WORDS}
    return Term(
        id=entry["id"],
        version=int(entry.get("version", 1)),
        since=entry.get("since", since),
        **words,
        instrument=entry["instrument"],
        article=entry["article"],
        para=entry["para"],
        legal_text=bool(entry.get("legal_text", False)),
        earlier=earlier,
        digest=files.digest({name: entry[name] for name in DEFINING}),
    )
