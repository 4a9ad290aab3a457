"""What a child is given on paper never names somebody marked unsafe, also where a worker wrote the name into a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tutela.cases.api import CaseFile, PersonAround

_SHORTEST = 3
"""Letters of a word that counts as a name: “al” and “de” stand in any sentence."""
_WORDS = re.compile(r"[^\W\d_]+")
_SENTENCES = re.compile(r"(?<=[.!?؟])\s+|\n+")


def unsafe_names(file: CaseFile) -> set[str]:
    """The words of the names of everybody marked unsafe around the child, without case and accents."""
    found = (person.name for person in PersonAround.objects.filter(file=file) if person.unsafe)
    return {word for name in found for word in _plain(name) if len(word) >= _SHORTEST}


def without_names(text: str, names: Iterable[str]) -> tuple[str, int]:
    """The text without the sentences that hold one of the names, and how many those are."""
    unwanted = set(names)
    sentences = [one.strip() for one in _SENTENCES.split(text) if one.strip()]
    kept = [one for one in sentences if unwanted.isdisjoint(_plain(one))]
    return (text if len(kept) == len(sentences) else " ".join(kept)), len(sentences) - len(kept)


def _plain(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _WORDS.findall("".join(sign for sign in decomposed if not unicodedata.combining(sign)))
