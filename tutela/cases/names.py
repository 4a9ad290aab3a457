"""From what a child is called to keyed search tokens, and back to a ranked answer. No plaintext index exists."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from tutela.kernel.vault import tokens as vault
from tutela.methods.linkage import names

from .models import Child

PREFIX_LENGTHS = (3, 4, 5)

Words = set[tuple[str, str]]
"""Pairs of kind (whole, phonetic, consonants, prefix, number) and value."""


def names_of(child: Child) -> list[str]:
    """Every name of the child as one would say it: given and family names, and each other name."""
    return [f"{child.given_names} {child.family_names}".strip(), *(entry["name"] for entry in child.other_names)]


def words_to_index(full_names: Iterable[str], identifiers: Iterable[str]) -> Words:
    """Everything under which a child with these names and numbers should be found."""
    found: Words = set()
    for full_name in full_names:
        for word in names.tokens(full_name):
            skeleton = names.skeleton(word)
            found |= {("whole", word), ("phonetic", skeleton), ("consonant", names.consonants(word))}
            found |= {("prefix", skeleton[:length]) for length in PREFIX_LENGTHS if len(skeleton) >= length}
    found |= {("number", digits) for number in identifiers if len(digits := names.identifier_digits(number)) >= 4}
    return {pair for pair in found if pair[1]}


def words_of(child: Child) -> Words:
    """Everything under which this child should be found."""
    return words_to_index(names_of(child), (entry["number"] for entry in child.identifiers))


def words_to_find(query: str) -> list[Words]:
    """For each word of the query, the alternatives under which it may be indexed."""
    groups: list[Words] = []
    for word in names.tokens(query):
        skeleton = names.skeleton(word)
        group: Words = {("whole", word), ("phonetic", skeleton), ("consonant", names.consonants(word))}
        if PREFIX_LENGTHS[0] <= len(skeleton) <= PREFIX_LENGTHS[-1]:
            group.add(("prefix", skeleton))
        groups.append({pair for pair in group if pair[1]})
    digits = names.identifier_digits(query)
    if sum(character.isdigit() for character in digits) >= 4:
        groups.append({("number", digits)})
    return groups


def tokens_of(words: Words) -> list[tuple[str, bytes]]:
    """The tokens to store: kind and keyed hash."""
    return [(kind, vault.token(kind, value)) for kind, value in sorted(words)]


def tokens_of_groups(groups: list[Words]) -> list[list[bytes]]:
    """The tokens to look for, word by word, under every version of the key at hand."""
    return [[token for kind, value in sorted(group) for token in vault.tokens_to_find(kind, value)] for group in groups]


def resemblance(query: str, full_names: Iterable[str]) -> float:
    """A quick, coarse likeness (0–100) of skeletons, to choose which candidates deserve :func:`likeness`."""
    asked = " ".join(sorted(names.skeleton(word) for word in names.tokens(query)))
    return max(
        (fuzz.token_set_ratio(asked, " ".join(names.skeleton(word) for word in names.tokens(name))) for name in full_names),
        default=0.0,
    )


def likeness(query: str, full_names: Iterable[str]) -> float:
    """How like the query the closest of the names is, in [0, 1]."""
    return max((names.similarity(query, name) for name in full_names if name), default=0.0)
