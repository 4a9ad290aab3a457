"""Weighted edit distance between romanisation skeletons: how far two spellings are apart, in sounds rather than letters.

Costs follow the confusions that romanisation conventions produce (see ``romanise``): vowels are cheap and consonants of
one class (b/p/v, g/k/j, s/z/x, …) moderate, while a final a/o or a missing final a is dear, because it separates
Amir from Amira and Mario from Maria. Costs were set by hand on the *develop* half of ``data/name_pairs.csv``.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

_VOWELS = frozenset("aeiou")


def _pairs(cost: float, *pairs: str) -> dict[tuple[str, str], float]:
    return {(x, y): cost for pair in pairs for x, y in ((pair[0], pair[1]), (pair[1], pair[0]))}


_VOWEL_COST = {
    **_pairs(0.12, "ei", "ou", "iy", "ey"),
    **_pairs(0.25, "ae"),
    **_pairs(0.45, "ao", "eo"),
    **_pairs(0.50, "au", "ai"),
    **_pairs(0.60, "eu", "oi", "iu", "ay"),
}
_CONSONANT_COST = {
    **_pairs(0.15, "bv", "sz"),
    **_pairs(0.20, "uv", "gj", "jy", "sx", "hk", "fv", "jz", "gk", "ov"),
    **_pairs(0.30, "bp", "dt", "gh", "fp", "kx", "jx", "zx", "ij"),
    **_pairs(0.45, "hj", "lr", "mn", "jd", "kj", "hx", "jl", "ly"),
}
_FINAL_COST = {
    **_pairs(1.0, "ao", "ai", "au"),
    **_pairs(0.25, "ae"),
    **_pairs(0.5, "eo", "eu"),
}


def _swap(x: str, y: str, last: bool) -> float:
    if x == y:
        return 0.0
    if last and (x, y) in _FINAL_COST:
        return _FINAL_COST[x, y]
    cost = _VOWEL_COST.get((x, y))
    if cost is None:
        cost = _CONSONANT_COST.get((x, y), 1.0)
    return cost


def _gap(word: str, at: int, vowelless: bool) -> float:
    """The cost of leaving out letter ``at`` of ``word``; ``vowelless`` when the other side writes no short vowels."""
    letter, last = word[at], at == len(word) - 1
    if letter in _VOWELS:
        if vowelless:
            # A long i or u before the last consonant would have been written (Mahmoud, Rashid).
            return 0.4 if at == len(word) - 2 and letter in "iu" else 0.03
        if last:
            return 0.9 if letter == "a" else 0.5 if letter == "o" else 0.3
        return 0.35 if at else 0.5
    if letter == "h":
        return 0.2 if at in (0, len(word) - 1) else 0.4
    if letter == "y":
        return 0.03 if vowelless else 0.35
    return 0.8 if letter == "n" and last else 1.0


@lru_cache(maxsize=65536)
def sound_distance(a: str, b: str, vowelless: bool = False) -> float:
    """The cheapest way from skeleton ``a`` to skeleton ``b``; 0 for equals, about 1 for one plain consonant changed."""
    above = [0.0]
    for j in range(len(b)):
        above.append(above[-1] + _gap(b, j, vowelless))
    for i, x in enumerate(a):
        row = [above[0] + _gap(a, i, vowelless)]
        for j, y in enumerate(b):
            last = i == len(a) - 1 and j == len(b) - 1
            row.append(
                min(
                    above[j] + _swap(x, y, last),
                    above[j + 1] + _gap(a, i, vowelless),
                    row[j] + _gap(b, j, vowelless),
                )
            )
        above = row
    return above[-1]


@lru_cache(maxsize=65536)
def sound_similarity(a: str, b: str, vowelless: bool = False) -> float:
    """One minus the distance per letter, in [0, 1]; symmetric; 1 for equal skeletons."""
    if a == b:
        return 1.0
    length = max(4.0, (len(a) + len(b)) / 2)
    if vowelless:
        length = max(4.0, float(min(len(a), len(b))))
    return max(0.0, 1.0 - sound_distance(*sorted((a, b)), vowelless) / length)


@lru_cache(maxsize=65536)
def letter_similarity(a: str, b: str) -> float:
    """Jaro–Winkler (rapidfuzz) of two words, in [0, 1]."""
    return float(JaroWinkler.similarity(a, b))
