"""Finding a child by name or number: hash the words, fetch candidates, decrypt them, rank them by likeness."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection

from tutela.kernel.actor import Actor
from tutela.methods.linkage.names import identifier_digits

from ..models import CaseFile, Child
from ..names import likeness, names_of, resemblance, tokens_of_groups, words_to_find
from .files import visible_to

CANDIDATES = 200
COMPARED = 40
SHOWN = 20
LIKE_ENOUGH = 0.80

_CANDIDATES_SQL = """
SELECT child_id, count(DISTINCT word) AS hits FROM (
  {branches}
) found GROUP BY child_id ORDER BY hits DESC LIMIT %s
"""
_BRANCH = "SELECT DISTINCT child_id, {word} AS word FROM cases_searchtoken WHERE token = ANY(%s)"


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
    ids = _candidates(groups)
    files = {file.child_id: file for file in _files(actor, ids)}
    children = [child for child in Child.objects.filter(pk__in=list(files)) if child.erased_at is None]
    children.sort(key=lambda child: -_closeness(query, child))
    matches = [Match(child, files[child.pk], _score(query, child)) for child in children[:COMPARED]]
    ranked = sorted((match for match in matches if match.likeness >= LIKE_ENOUGH), key=_rank)
    return ranked[:SHOWN]


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


def _candidates(groups: list[list[bytes]]) -> list[tuple[uuid.UUID, int]]:
    branches = " UNION ALL ".join(_BRANCH.format(word=number) for number in range(len(groups)))
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES_SQL.format(branches=branches), [*groups, CANDIDATES])
        return list(cursor.fetchall())


def _files(actor: Actor, ids: list[tuple[uuid.UUID, int]]) -> list[CaseFile]:
    wanted = [child_id for child_id, _hits in ids]
    return list(visible_to(actor).filter(child_id__in=wanted).select_related("office", "worker").order_by("opened_at"))


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
