"""Code lists as their files have them: no country's additions, no universal answers."""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import Any

from ..enums import LANGUAGES, UNIVERSAL
from ..errors import BadVocabulary, UnknownList
from ..models.codes import Code, CodeList, Overlap
from . import files

FIXED_KEYS = frozenset(
    {
        "code",
        "parent",
        "legal_term",
        "article",
        "para",
        "sensitive",
        "general_knowledge",
        "valid_from",
        "valid_to",
        *LANGUAGES,
    }
)
CLOSED_TO_COUNTRIES = frozenset({"universal", "forbidden_closure_reasons", "principles", "sexes", "age_groups"})
"""Lists to which a country adds nothing: fixed protections and the scales that figures stand on."""

_LIST_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


def list_ids() -> tuple[str, ...]:
    """Every list, in alphabetical order."""
    return tuple(sorted(path.stem for path in files.LISTS.glob("*.yaml")))


@cache
def standard_list(list_id: str) -> CodeList:
    """A list as its file has it: no country's additions, no universal answers."""
    path = files.LISTS / f"{list_id}.yaml"
    if not _LIST_ID.match(list_id) or not path.is_file():
        raise UnknownList(list_id)
    return parse(files.read(path), path.name)


def parse(raw: dict[str, Any], file: str) -> CodeList:
    """A list from the content of its file; the finer faults are for :func:`tutela.vocabulary.queries.checks.check`.

    Raises:
        BadVocabulary: a part is missing or has the wrong shape.
    """
    try:
        codes = [parse_code(entry) for entry in raw["codes"]]
        return CodeList(
            id=raw["id"],
            part=raw["part"],
            version=int(raw["version"]),
            edition=raw["edition"],
            title=MappingProxyType(dict(raw["title"])),
            source=raw["source"],
            licence=raw["licence"],
            paras=raw.get("paras", ""),
            accepts=tuple(raw.get("accepts", UNIVERSAL)),
            parents=raw.get("parents", ""),
            attributes=tuple(raw.get("attributes", ())),
            codes=MappingProxyType({code.code: code for code in codes}),
            digest=files.digest(raw),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadVocabulary([f"{file}: {_what(error)}"]) from error


def parse_code(entry: dict[str, Any]) -> Code:
    """One code from its entry in a file."""
    return Code(
        code=entry["code"],
        labels=MappingProxyType({language: entry[language] for language in LANGUAGES}),
        parent=entry.get("parent", ""),
        legal_term=entry.get("legal_term", ""),
        article=entry.get("article", ""),
        para=entry.get("para", ""),
        sensitive=bool(entry.get("sensitive", False)),
        general_knowledge=bool(entry.get("general_knowledge", False)),
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        attributes=MappingProxyType(
            {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in entry.items()
                if key not in FIXED_KEYS
            }
        ),
    )


@cache
def overlaps() -> tuple[Overlap, ...]:
    """The whole matrix."""
    raw = files.read(files.DATA / "overlaps.yaml")
    try:
        return tuple(Overlap(pair["a"], pair["b"], pair["para"]) for pair in raw["pairs"])
    except (KeyError, TypeError) as error:
        raise BadVocabulary([f"overlaps.yaml: {_what(error)}"]) from error


def _what(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else f"wrong shape: {error}"
