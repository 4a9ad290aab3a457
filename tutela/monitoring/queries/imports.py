"""What an import still asks, and what it would change."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tutela.kernel.errors import NotHere
from tutela.registers.api import standards

from ..enums import TermKind
from ..models import ImportBatch, ImportRow, TermAnswer

OPEN_TERMS = ~Q(terms={}) & Q(left_out=False)
OPEN_ROWS = ~Q(problems={}) & Q(left_out=False)
SHOWN = 200


def batch(batch_id: uuid.UUID) -> ImportBatch:
    """One import.

    Raises:
        NotHere: there is none.
    """
    found = ImportBatch.objects.filter(pk=batch_id).select_related("by", "target").first()
    if found is None:
        raise NotHere
    return found


def row(one: ImportBatch, row_id: str) -> ImportRow:
    """One row of the preview.

    Raises:
        NotHere: there is none, or this is no id.
    """
    try:
        found = one.rows.select_related("batch").filter(pk=uuid.UUID(row_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotHere
    return found


def open_counts(one: ImportBatch) -> tuple[int, int]:
    """How many rows wait for a word, how many for a correction."""
    return one.rows.filter(OPEN_TERMS).count(), one.rows.filter(OPEN_ROWS).count()


def open_terms(one: ImportBatch) -> list[tuple[str, str, int, int]]:
    """Unknown words: list, word, in how many rows, first of them; the most frequent first."""
    times: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for number, terms in one.rows.filter(OPEN_TERMS).values_list("number", "terms").iterator(chunk_size=2000):
        for kind, words in terms.items():
            for word in words:
                times[kind, word] += 1
                first.setdefault((kind, word), number)
    return [(kind, word, count, first[kind, word]) for (kind, word), count in times.most_common(SHOWN)]


def open_rows(one: ImportBatch) -> QuerySet[ImportRow]:
    """Rows that cannot be taken as they are."""
    return one.rows.filter(OPEN_ROWS)[:SHOWN]


class Words:
    """Knows which code a word has: our own lists in every language, their aliases, and the answers given so far."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, str]] = {kind: dict(standards.aliases(kind)) for kind in TermKind.values}
        for answer in TermAnswer.objects.all():
            self.known[answer.kind][standards.fold(answer.word)] = answer.code

    def sort(self, kind: str, words: Iterable[str]) -> tuple[list[str], list[str]]:
        """The codes of the known words, and the words that nobody has answered."""
        codes, unknown = [], []
        for word in words:
            code = self.known[kind].get(standards.fold(word))
            if code is None:
                unknown.append(word)
            elif code:
                codes.append(code)
        return list(dict.fromkeys(codes)), unknown


def rows_shown(one: ImportBatch) -> list[dict[str, Any]]:
    """The first rows as they would be imported."""
    return [{"number": row.number, "code": row.code, **row.values} for row in one.rows.filter(left_out=False)[:20]]
