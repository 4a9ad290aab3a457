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
    **_pairs(0.60, "eu", "oi", "iu", "ay"),
    **_pairs(0.90, "au", "ai"),
}
_CONSONANT_COST = {
    **_pairs(0.15, "bv", "sz"),
    **_pairs(0.20, "uv", "gj", "jy", "sx", "hk", "fv", "jz", "gk", "ov"),
    **_pairs(0.30, "bp", "dt", "gh", "fp", "kx", "jx", "zx", "hx", "ij"),
    **_pairs(0.45, "hj", "lr", "mn", "jd", "jl", "ly"),
}
_FINAL_COST = {
    **_pairs(1.3, "ao", "ai", "au"),
    **_pairs(0.25, "ae"),
    **_pairs(1.0, "eo", "eu"),
}


WRITES_ALL, LEFT_HIDES, BOTH_HIDE = 0, 1, 2
"""Who leaves short vowels unwritten: nobody, the left word, both."""


_COST = {**_CONSONANT_COST, **_VOWEL_COST}
_FIRST_COST = {**_CONSONANT_COST, **{pair: 1.5 * cost for pair, cost in _VOWEL_COST.items()}}
_LAST_COST = {**_COST, **_FINAL_COST}


def _gap(word: str, at: int, script: int) -> float:
    """The cost of leaving out letter ``at`` of ``word``, given what the other side writes."""
    letter, last = word[at], at == len(word) - 1
    if letter not in _VOWELS:
        if letter == "h":
            return 0.2 if at in (0, len(word) - 1) else 0.4
        if letter == "y":
            return 0.03 if script == LEFT_HIDES else 0.35
        return 0.8 if letter == "n" and last else 1.0
    if script == BOTH_HIDE:
        return 0.7 if letter == "a" else 1.0  # what such a script does write is long
    if script == LEFT_HIDES:
        # A long i or u before the last consonant and a final a would have been written (Mahmoud, Rashid, Samira).
        return 0.8 if (at == len(word) - 2 and letter in "iu") or (last and letter == "a") else 0.03
    if last:
        return {"a": 1.3, "i": 0.9, "o": 0.5}.get(letter, 0.3)  # Samir/Samira, Mansour/Mansouri
    return 0.45 if at else 0.5


@lru_cache(maxsize=65536)
def sound_distance(a: str, b: str, script: int = WRITES_ALL) -> float:
    """The cheapest way from skeleton ``a`` to skeleton ``b``; 0 for equals, about 1 for one plain consonant changed.

    ``script``: LEFT_HIDES when ``a`` alone comes from a script that leaves short vowels out, so that ``b`` may have
    them for nothing; BOTH_HIDE when both do, so that every vowel letter there is counts.
    """
    own = BOTH_HIDE if script else WRITES_ALL
    end, final = len(b) - 1, len(a) - 1
    columns = [(j, y, _gap(b, j, script)) for j, y in enumerate(b)]
    above = [0.0]
    for _j, _y, skip in columns:
        above.append(above[-1] + skip)
    for i, x in enumerate(a):
        drop = _gap(a, i, own)
        left = above[0] + drop
        row = [left]
        for j, y, skip in columns:
            best = above[j]
            if x != y:
                costs = _LAST_COST if i == final and j == end else _COST
                best += (costs if i or j else _FIRST_COST).get((x, y), 1.0)
            left += skip
            if best < left:
                left = best
            if (best := above[j + 1] + drop) < left:
                left = best
            row.append(left)
        above = row
    return above[-1]


@lru_cache(maxsize=65536)
def sound_similarity(a: str, b: str, script: int = WRITES_ALL) -> float:
    """One minus the distance per letter, in [0, 1]; 1 for equal skeletons; symmetric unless LEFT_HIDES.

    Lengths count between 4 and 5.5 letters: two short names are not alike for little, two long ones not for much.
    """
    if a == b:
        return 1.0
    length = min(5.5, max(4.0, len(a) if script == LEFT_HIDES else (len(a) + len(b)) / 2))
    first, second = (a, b) if script == LEFT_HIDES else sorted((a, b))
    return max(0.0, 1.0 - sound_distance(first, second, script) / length)


@lru_cache(maxsize=65536)
def letter_similarity(a: str, b: str) -> float:
    """Jaro–Winkler (rapidfuzz) of two words, in [0, 1]."""
    return float(JaroWinkler.similarity(a, b))
