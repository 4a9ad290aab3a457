"""Hierarchical models: a term is in only if every smaller term inside it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice

import numpy as np

from .errors import InvalidCounts, NotEstimable
from .fitting import NO_TERM, Ints
from .lattice import mask_of

__all__ = ["DEFAULT_MAX_ORDER", "default_max_order", "generators", "hierarchical_models", "model_rows"]

DEFAULT_MAX_ORDER = {3: 2, 4: 3, 5: 3, 6: 2}
_MOST = 300_000


def default_max_order(lists: int) -> int:
    """The largest interaction looked at: 3 lists 2; 4 and 5 lists 3; 6 lists 2.

    Raises:
        NotEstimable: more than six lists, where there are too many models to try them all.
    """
    if lists not in DEFAULT_MAX_ORDER:
        raise NotEstimable(
            "too_many_lists", f"Refused: all hierarchical models can be tried for 3 to 6 lists, not for {lists}."
        )
    return DEFAULT_MAX_ORDER[lists]


def hierarchical_models(lists: int, max_order: int) -> Iterator[tuple[int, ...]]:
    """The interaction terms of every hierarchical model with all main effects, smallest terms first.

    For 3, 4 and 5 lists without limit there are 8 + 1, 113 + 1, 6 893 + 1; the saturated model, which
    cannot be estimated, is left out by ``max_order < lists``.
    """
    by_order = [[mask_of(c) for c in combinations(range(lists), order)] for order in range(2, min(max_order, lists - 1) + 1)]
    yield from _extend((), frozenset(), by_order)


def _extend(chosen: tuple[int, ...], below: frozenset[int], by_order: list[list[int]]) -> Iterator[tuple[int, ...]]:
    if not by_order:
        yield chosen
        return
    open_terms = [term for term in by_order[0] if _allowed(term, below)]
    for size in range(len(open_terms) + 1):
        for extra in combinations(open_terms, size):
            rest = by_order[1:] if len(extra) >= 3 else []
            yield from _extend(chosen + extra, frozenset(extra), rest)


def _allowed(term: int, below: frozenset[int]) -> bool:
    members = [1 << i for i in range(term.bit_length()) if term >> i & 1]
    return len(members) == 2 or all(term ^ member in below for member in members)


def model_rows(lists: int, models: Iterable[tuple[int, ...]]) -> Ints:
    """One row of masks per model: the empty term, main effects, interactions, then ``NO_TERM``."""
    chosen = list(islice(models, _MOST + 1))
    if len(chosen) > _MOST:
        raise InvalidCounts(f"There are over {_MOST:,} models, too many to try; lower the largest order.")
    width = max(len(model) for model in chosen)
    rows = np.full((len(chosen), 1 + lists + width), NO_TERM, dtype=np.int64)
    rows[:, 0] = 0
    rows[:, 1 : 1 + lists] = 1 << np.arange(lists)
    for row, model in zip(rows, chosen, strict=True):
        row[1 + lists : 1 + lists + len(model)] = model
    return rows


def generators(interactions: Iterable[int]) -> tuple[int, ...]:
    """The interaction terms inside no other: they name a hierarchical model."""
    terms = list(interactions)
    return tuple(a for a in terms if not any(a != b and a & b == a for b in terms))
