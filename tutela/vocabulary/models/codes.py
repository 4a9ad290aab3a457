"""Codes, lists, overlaps and glossary terms, as read from the files. Frozen: nobody changes a list at run time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language

from ..enums import UNIVERSAL

Words = Mapping[str, str]
"""One text in each language of :data:`~tutela.vocabulary.enums.LANGUAGES`."""


def in_language(words: Words, language: str | None = None) -> str:
    """The text in ``language``, by default the active one; English where the language is not ours."""
    wanted = (language or get_language() or "en").split("-")[0].lower()
    return words[wanted] if wanted in words else words["en"]


@dataclass(frozen=True, slots=True)
class Code:
    """One answer of a list. ``legal_term`` with ``article`` is a legal reference and never shown as a label."""

    code: str
    labels: Words
    parent: str = ""
    legal_term: str = ""
    article: str = ""
    para: str = ""
    sensitive: bool = False
    general_knowledge: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)

    def label(self, language: str | None = None) -> str:
        """The display term."""
        return in_language(self.labels, language)

    def valid_on(self, day: dt.date) -> bool:
        """Whether the code was in force; both ends belong to the period."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A versioned list. ``codes`` holds its own codes, the country's additions, then the universal answers it accepts."""

    id: str
    part: str
    version: int
    edition: dt.date
    title: Words
    source: str
    licence: str
    codes: Mapping[str, Code]
    digest: str
    paras: str = ""
    accepts: tuple[str, ...] = UNIVERSAL
    parents: str = ""
    attributes: tuple[str, ...] = ()

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def own(self) -> tuple[Code, ...]:
        """The codes without the universal answers."""
        return tuple(code for code in self if code.code not in self.accepts)

    def under(self, parent: str) -> tuple[Code, ...]:
        """The codes directly below ``parent``; ``""`` for those at the top."""
        return tuple(code for code in self.own() if code.parent == parent)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above ``code`` in this list, nearest first."""
        found: list[str] = []
        above = self.codes[code].parent
        while above in self.codes and above not in found:
            found.append(above)
            above = self.codes[above].parent
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Option:
    """A code as form fields take it."""

    code: str
    label: str
    hint: str = ""
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two situations that often come together: a suggestion to check, never an inference (R11)."""

    a: str
    b: str
    para: str


@dataclass(frozen=True, slots=True)
class EarlierDefinition:
    """A definition that was in force before; the day after ``until`` the series breaks."""

    version: int
    since: dt.date
    until: dt.date
    definition: Words


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry. Screens show ``display``; ``legal_term`` appears only as a legal reference beside it."""

    id: str
    version: int
    since: dt.date
    legal_term: Words
    instrument: str
    article: str
    para: str
    display: Words
    definition: Words
    explanation: Words
    legal_text: bool
    digest: str
    earlier: tuple[EarlierDefinition, ...] = ()

    def breaks(self) -> tuple[dt.date, ...]:
        """The days on which a changed definition came into force: figures before and after do not compare."""
        return (*(old.since for old in self.earlier[1:]), self.since) if self.earlier else ()


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, in the order of the file."""

    version: int
    edition: dt.date
    source: str
    licence: str
    terms: Mapping[str, Term]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())
