"""Finding a child by name or number: hash the words, fetch candidates, decrypt them, rank them by likeness."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from tutela.kernel.actor import Actor
from tutela.methods.linkage.names import identifier_digits

from ..models import CaseFile, Child
from ..names import likeness, names_of, resemblance, tokens_of_groups, words_to_find
from .files import visible_to
from .rows import OF_CHILD, of_file

OF_A_WORD = 400
"""Most index entries read for one word alone. A word with more is common: it tells children apart only beside another."""
OF_A_PAIR = 200
CANDIDATES = 40
"""Most children opened for one query: those whom the most words, and of these the most spellings, fit."""
COMPARED = 30
SHOWN = 20
LIKE_ENOUGH = 0.80

_BY_WORD = """
SELECT asked.word, found.child_id FROM (VALUES {words}) AS asked (word, tokens)
 CROSS JOIN LATERAL (SELECT child_id FROM cases_searchtoken WHERE token = ANY (asked.tokens) LIMIT %s) AS found
"""
_AMONG = "SELECT token, child_id FROM cases_searchtoken WHERE token = ANY (%s) AND child_id = ANY (%s)"
_BY_PAIR = """
SELECT child_id, count(DISTINCT one), count(DISTINCT other) FROM (
  SELECT one.child_id, one.token AS one, other.token AS other
    FROM cases_searchtoken one JOIN cases_searchtoken other ON other.child_id = one.child_id
   WHERE one.token = ANY (%s) AND other.token = ANY (%s) LIMIT %s) AS both_fit GROUP BY child_id
"""

Hits = dict[uuid.UUID, Counter[int]]
"""Children, each with the numbers of the words that fit, and of how many spellings (as written, by sound, by consonants …)."""


@dataclass(frozen=True)
class Match:
    """A child the asker may see, one of their files, and how like the query they are called (0–1)."""

    child: Child
    file: CaseFile
    likeness: float


def search(actor: Actor, query: str) -> list[Match]:
    """The children among the actor's files whose names or numbers fit the query, best first, at most :data:`SHOWN`."""
    groups = tokens_of_groups(words_to_find(query))
    if not groups:
        return []
    children = sorted(_children(actor, _candidates(groups)), key=lambda child: -_closeness(query, child))
    scores = {child: _score(query, child) for child in children[:COMPARED]}
    files = _files(actor, [child for child, score in scores.items() if score >= LIKE_ENOUGH])
    return sorted((Match(file.child, file, scores[file.child]) for file in files), key=_rank)[:SHOWN]


def possible_match(query: str) -> bool:
    """Whether somewhere in the country a file fits this full name, without saying which, where or why (R25)."""
    exact = [{pair for pair in group if pair[0] != "prefix"} for group in words_to_find(query)]
    tokens = [(token, word) for word, group in enumerate(tokens_of_groups(exact)) for token in group]
    if not tokens:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_possible_match(%s, %s)", [[token for token, _word in tokens], [word for _token, word in tokens]]
        )
        return bool(cursor.fetchone()[0])


def _candidates(groups: list[list[bytes]]) -> list[uuid.UUID]:
    """The children whom the most words fit, at most :data:`CANDIDATES`: rare words first, common ones beside others."""
    hits, common = _by_word(groups)
    if common and len(groups) > 1:
        _add_common(hits, {word: groups[word] for word in common})
    rare = set(range(len(groups))).difference(common)

    def fits(child: uuid.UUID) -> tuple[int, int, int]:
        found = hits[child]
        return len(found), len(rare & found.keys()), found.total()

    return sorted(hits, key=fits, reverse=True)[:CANDIDATES]


def _by_word(groups: list[list[bytes]]) -> tuple[Hits, list[int]]:
    """What each word finds alone, and which words are so common that this is not all."""
    words = ", ".join(f"({number}, %s::bytea[])" for number in range(len(groups)))
    hits: Hits = defaultdict(Counter)
    found: Counter[int] = Counter()
    for word, child_id in _rows(_BY_WORD.format(words=words), [*groups, OF_A_WORD]):
        hits[child_id][word] += 1
        found[word] += 1
    return hits, [word for word, entries in found.items() if entries == OF_A_WORD]


def _add_common(hits: Hits, common: dict[int, list[bytes]]) -> None:
    """Whom of those a rare word found the common words fit as well, and whom two common words fit together."""
    word_of = {token: word for word, tokens in common.items() for token in tokens}
    beside = [child for child, words in hits.items() if words.keys() - common.keys()]
    spellings: Hits = defaultdict(Counter)
    for token, child_id in _rows(_AMONG, [list(word_of), beside]) if beside else []:
        spellings[child_id][word_of[bytes(token)]] += 1
    for one, other in combinations(common, 2):
        for child_id, of_one, of_other in _rows(_BY_PAIR, [common[one], common[other], OF_A_PAIR]):
            spellings[child_id] |= Counter({one: of_one, other: of_other})
    for child_id, found in spellings.items():
        hits[child_id] |= found


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _children(actor: Actor, ids: list[uuid.UUID]) -> QuerySet[Child]:
    """Those of the children of whom the actor sees a file, with what is compared and shown."""
    seen = Exists(visible_to(actor).filter(child=OuterRef("pk")))
    return Child.objects.filter(seen, pk__in=ids, erased_at=None).only(*OF_CHILD, "other_names", "identifiers")


def _files(actor: Actor, children: list[Child]) -> list[CaseFile]:
    """The newest file of each child that the actor sees."""
    by_id = {child.pk: child for child in children}
    found = of_file(visible_to(actor).filter(child_id__in=list(by_id))).order_by("opened_at")
    newest = {file.child_id: file for file in found}
    for file in newest.values():
        file.child = by_id[file.child_id]
    return list(newest.values())


def _closeness(query: str, child: Child) -> float:
    return 101.0 if _numbered(query, child) else resemblance(query, names_of(child))


def _score(query: str, child: Child) -> float:
    return 1.0 if _numbered(query, child) else likeness(query, names_of(child))


def _numbered(query: str, child: Child) -> bool:
    """Whether the query holds one of the child's document numbers."""
    if not any(character.isdigit() for character in query):
        return False
    asked = {value for group in words_to_find(query) for kind, value in group if kind == "number"}
    return bool(asked & {identifier_digits(entry["number"]) for entry in child.identifiers})


def _rank(match: Match) -> tuple[float, str]:
    return (-match.likeness, match.file.number)
