"""A part of the file as data: sections with typed questions. The same whether Tutela ships it or a country's XLSForm says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from tutela.vocabulary import api as vocabulary

from .expressions import Expression

Words = Mapping[str, str]
"""A text by language."""
KINDS = ("one", "many", "whole", "decimal", "date", "line", "text", "note")
"""One choice, several, a whole number, a number, a part-known date, a few words, a longer text; a note asks nothing."""
NO_ANSWER = ("UNK", "NAS", "REF")
"""Unknown, not asked, refused: codes that any question but a text takes in place of an answer."""
FILE, MEDICAL = "file", "medical"
"""Who reads and writes: whoever the rules of the file allow; the medical track only (S4)."""
LONGEST_LINE, LONGEST_TEXT, MOST_ROWS = 300, 4000, 20


def said(words: Words) -> str:
    """A text in the reader's language; without it in English, then in any."""
    language = (get_language() or "en").split("-")[0]
    return words.get(language) or words.get("en") or next(iter(words.values()), "")


@dataclass(frozen=True)
class Choice:
    """An answer of a list of the form's own. ``exclusive``: it stands alone."""

    code: str
    words: Words
    exclusive: bool = False

    @property
    def label(self) -> str:
        """What people read."""
        return said(self.words)


@dataclass(frozen=True)
class Question:
    """One question. Choices come from a list of the vocabulary (``list_id``) or are the form's own (``own_choices``).
    ``statistics``: a country declared that its codes may be counted."""

    code: str
    kind: str
    words: Words
    hint: Words
    list_id: str = ""
    own_choices: tuple[Choice, ...] = ()
    required: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_words: Words | None = None
    unit: str = ""
    low: float | None = None
    high: float | None = None
    statistics: bool = False

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return said(self.words) + (f" ({self.unit})" if self.unit else "")

    def choices(self) -> list[Any]:
        """The answers that may be chosen, each with ``code``, ``label``, ``exclusive``."""
        return list(vocabulary.options(self.list_id)) if self.list_id else list(self.own_choices)

    def codes(self) -> set[str]:
        """Their codes."""
        return {choice.code for choice in self.choices()}


@dataclass(frozen=True)
class Group:
    """Questions that stand together; ``most`` above 1: a group that repeats, up to so often."""

    code: str
    words: Words
    questions: tuple[Question, ...]
    relevant: Expression | None = None
    most: int = 1

    @property
    def repeats(self) -> bool:
        """Whether it is filled several times."""
        return self.most > 1

    @property
    def label(self) -> str:
        """Its title in the reader's language."""
        return said(self.words)


@dataclass(frozen=True)
class Prompt:
    """What the worker is told, and what follows, when the answers say so. ``task``: a kind of deadline (``DeadlineKind``) with the
    hours it may take; ``offer``: a service of the list ``services`` to refer to."""

    code: str
    words: Words
    when: Expression
    task: str = ""
    hours: int = 0
    offer: str = ""
    while_child: bool = False
    below_work_age: str = ""


@dataclass(frozen=True)
class Part:
    """A part of the file. ``step``: where in the case's way it is offered; ``concerns``: codes (list ``concerns``) that suggest it;
    ``needs``: the code of a question group each of whose “no access” becomes an action of the plan."""

    code: str
    version: int
    title: Words
    explanation: Words
    groups: tuple[Group, ...]
    step: str = "assessment"
    concerns: tuple[str, ...] = ()
    sensitivity: str = "S3"
    access: str = FILE
    prompts: tuple[Prompt, ...] = ()
    needs: Mapping[str, str] | None = None
    source: str = "tutela"
    languages: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its title in the reader's language."""
        return said(self.title)

    @property
    def medical(self) -> bool:
        """Whether only the medical track reads and writes it."""
        return self.access == MEDICAL

    def questions(self) -> Iterator[tuple[Group, Question]]:
        """Every question that is asked, with its group."""
        return ((group, one) for group in self.groups for one in group.questions if one.kind != "note")

    def group(self, code: str) -> Group | None:
        """A group by its code."""
        return next((group for group in self.groups if group.code == code), None)
