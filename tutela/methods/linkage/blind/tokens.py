"""Tokens for blind matching: what two spellings of one child still share, as fixed-length opaque strings.

Each person gives composite keys (names and birth, names and place, …) and MinHash bands over q-grams, so that one typing
error leaves most tokens standing. A token alone names nobody; it is never sent as it is (see ``session``).
Sources: Broder 1997 (MinHash); Indyk & Motwani 1998 (banding); Adir et al. 2022, arXiv 2203.14284 (PSI over LSH bands).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tutela.methods.linkage import names
from tutela.methods.linkage.born import NOT_KNOWN, Born, NotADate, parse_born

BANDS, ROWS = 12, 4
PRIME = (1 << 61) - 1
WEIGHTS = {
    "id": 8.0,
    "names+born": 6.0,
    "given+born": 4.0,
    "family+born": 4.0,
    "names+place+year": 5.0,
    "names+year": 3.5,
    "names+place": 3.5,
    "names+day": 4.0,
    "born+place": 3.0,
    "given+place": 1.0,
    "family+place": 2.0,
    "names+guardian": 4.0,
    "band": 1.0,
}
"""What a shared token speaks for, roughly in natural log units; bands overlap with keys and with each other."""
PROMISING, CANDIDATE = 4.0, 2.0
"""Sums of weights from which a case is worth opening (seen from the asking side, where tokens of several strangers add up:
against a register of 5,000 one stranger in five reaches it) and from which one record is a match (when opened)."""


@dataclass(frozen=True)
class Person:
    """A person as a party knows them; texts as written, empty for unknown."""

    given: str = ""
    family: str = ""
    born: str = ""
    place: str = ""
    identifier: str = ""
    guardian: str = ""


@dataclass(frozen=True)
class Token:
    """One token: its kind (a key of ``WEIGHTS``) and its opaque text."""

    kind: str
    text: str

    @property
    def weight(self) -> float:
        return WEIGHTS[self.kind]


def _opaque(kind: str, *parts: str) -> Token:
    return Token(kind, hashlib.sha256("\x1f".join((kind, *parts)).encode()).hexdigest()[:32])


def _born(text: str) -> Born:
    try:
        return parse_born(text)
    except NotADate as error:
        return Born(text=error.digits)
    except ValueError:
        return NOT_KNOWN


@lru_cache(maxsize=65536)
def _bones(text: str) -> str:
    return "".join(names.skeleton(word) for word in names.tokens(text))


@lru_cache(maxsize=65536)
def _gram(gram: str) -> int:
    return int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=7).digest(), "big")


def _multipliers() -> tuple[np.ndarray, np.ndarray]:
    """The hash family of the bands: the same for everyone, from a fixed public seed."""
    random = np.random.default_rng(20260117)
    return random.integers(1, 1 << 31, BANDS * ROWS, dtype=np.uint64), random.integers(
        0, 1 << 61, BANDS * ROWS, dtype=np.uint64
    )


_A, _B = _multipliers()


def grams(person: Person) -> set[str]:
    """The q-grams of a person: pairs of letters of the name skeletons and the place, placed digits of the birth."""
    found: set[str] = set()
    for text in (_bones(person.given), _bones(person.family)):
        padded = f"_{text}_" if text else ""
        found |= {f"n{padded[at : at + 2]}" for at in range(len(padded) - 1)}
    digits = _born(person.born).text or ""
    found |= {f"b{at}{digits[at : at + 2]}" for at in range(2, len(digits) - 1)}
    place = names.normalise(person.place).replace(" ", "")
    found |= {f"p{place[at : at + 2]}" for at in range(len(place) - 1)}
    return found


def _bands(person: Person) -> list[Token]:
    found = grams(person)
    if len(found) < ROWS:
        return []
    hashes = np.fromiter((_gram(gram) & 0x7FFFFFFF for gram in sorted(found)), np.uint64, len(found))
    least = ((hashes[:, None] * _A[None, :] + _B[None, :]) % np.uint64(PRIME)).min(axis=0).reshape(BANDS, ROWS)
    return [_opaque("band", str(number), row.tobytes().hex()) for number, row in enumerate(least)]


def _years(born: Born, *, neighbours: bool) -> list[int]:
    if born.low is None or born.high is None or born.high - born.low > 6:
        return []
    loose = 1 if neighbours else 0
    return list(range(born.low - loose, born.high + loose + 1))


def tokens(person: Person, *, asking: bool = False) -> list[Token]:
    """The tokens of ``person``, without repetition. The asking side also tries the year before and the year after."""
    given, family = _bones(person.given), _bones(person.family)
    both = "".join(sorted((given, family)))
    key = "".join(sorted(names.consonants(w) for part in (person.given, person.family) for w in names.tokens(part)))
    born, place = _born(person.born), names.normalise(person.place).replace(" ", "")
    identifier = names.identifier_digits(person.identifier)
    full = bool(given and family)
    years = [str(year) for year in _years(born, neighbours=asking)]
    wanted: list[tuple[str, tuple[str, ...]]] = [("id", (identifier,)), ("names+guardian", (key, _bones(person.guardian)))]
    if born.text:
        wanted += [
            ("names+born", (key, born.text)),
            ("given+born", (given, born.text)),
            ("family+born", (family, born.text)),
            ("born+place", (born.text, place)),
            ("names+day", (key if full else "", born.text[4:])),
        ]
    # An exchange of the two names leaves these as they were.
    wanted += [("given+born", (family, born.text or ""))] if family != given else []
    wanted += [("names+year", (both if full else "", year)) for year in years]
    wanted += [("names+place+year", (key if full else "", place, year)) for year in years]
    wanted += [("names+place", (both if full else "", place))]
    wanted += [("given+place", (given, place)), ("family+place", (family, place))]
    made = [_opaque(kind, *parts) for kind, parts in wanted if all(parts)] + _bands(person)
    return list(dict.fromkeys(made))
