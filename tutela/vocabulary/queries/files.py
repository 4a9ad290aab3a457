"""YAML files on disk: reading, a digest of the content, and one sentence where a file is not YAML."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..enums import LANGUAGES
from ..errors import BadVocabulary

DATA = Path(__file__).resolve().parent.parent / "data"
LISTS = DATA / "lists"
FORBIDDEN = DATA / "forbidden"
COUNTRIES = DATA / "jurisdictions"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong, and where: the file, the code (or other entry) and the field."""

    file: str
    entry: str
    field: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.field, self.sentence) if part)


class _Loader(yaml.CSafeLoader):
    """YAML in which a key may stand only once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)  # type: ignore[no-untyped-call]
        if len(mapping) != len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return mapping


def read(path: Path) -> dict[str, Any]:
    """The mapping in a file.

    Raises:
        BadVocabulary: missing, not YAML, or not a mapping.
    """
    try:
        return read_text(path.read_bytes(), path.name)
    except OSError as error:
        raise BadVocabulary([f"{path.name}: cannot be read: {error.strerror}"]) from error


def read_text(text: bytes, name: str) -> dict[str, Any]:
    """The mapping in the text of a file.

    Raises:
        BadVocabulary: not YAML, or not a mapping.
    """
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506
    except (yaml.YAMLError, ValueError) as error:
        raise BadVocabulary([f"{name}: not readable as YAML: {_place(error)}"]) from error
    if not isinstance(content, dict):
        raise BadVocabulary([f"{name}: the file must be a mapping with id, version and codes"])
    return content


def as_text(content: dict[str, Any]) -> str:
    """A mapping as the text of a file: the same content gives the same text."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=True, width=120)


def digest(content: object) -> str:
    """SHA-256 over content; layout and comments do not count."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def missing_languages(value: object) -> Iterator[str]:
    """The languages in which a text is missing or blank."""
    texts = value if isinstance(value, dict) else {}
    for language in LANGUAGES:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip():
            yield language


def _plain(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a vocabulary file")


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}: {what}" if mark else str(what)
