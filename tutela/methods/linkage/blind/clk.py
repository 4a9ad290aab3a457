"""Hardened cryptographic long-term keys, for the case where a trusted linkage unit exists.

Each person becomes one bit string; the unit compares bit strings and never sees a name. A CLK is still pseudonymous personal
data: whoever has the secret can test any name, which is why the two registers keep the secret from the unit, make a new
one for each session, and send only cases already approved for comparison.
Sources: Schnell, Bachteler & Reiher 2009 and 2011 (CLK, HMAC double hashing); Schnell & Borgs 2016 (XOR folding);
Warner 1965 and Schnell 2017 (randomised response); Christen, Ranbaduge & Schnell, *Linking Sensitive Data*
(2020), chapters 9–12.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutela.methods.linkage import names
from tutela.methods.linkage.blind.tokens import Person
from tutela.methods.linkage.born import NotADate, parse_born

Bits = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Scheme:
    """What both registers agree on beforehand; it holds no secret. ``bits`` before folding, bits set per q-gram and field,
    and the share of bits flipped at random."""

    bits: int = 1024
    given: int = 8
    family: int = 8
    born: int = 12
    place: int = 6
    fold: bool = True
    flip: float = 0.01

    @property
    def length(self) -> int:
        return self.bits // 2 if self.fold else self.bits


def session_secret(ours: bytes, theirs: bytes, session: str) -> bytes:
    """The secret of one session, from a random part of each register. The order of the parts does not matter."""
    if min(len(ours), len(theirs)) < 32:
        raise ValueError("Each register gives at least 32 random bytes.")
    return hmac.digest(b"".join(sorted((ours, theirs))), session.encode(), "sha256")


def _fields(person: Person) -> dict[str, list[str]]:
    """The q-grams of each field: pairs of letters of the skeleton, placed digits of the birth, pairs of the place."""
    found: dict[str, list[str]] = {}
    for name in ("given", "family"):
        bones = "".join(names.skeleton(word) for word in names.tokens(getattr(person, name)))
        padded = f"_{bones}_" if bones else ""
        found[name] = [padded[at : at + 2] for at in range(len(padded) - 1)]
    try:
        digits = parse_born(person.born).text or ""
    except NotADate as error:
        digits = error.digits or ""
    found["born"] = [f"{at}{digit}" for at, digit in enumerate(digits)]
    place = names.normalise(person.place).replace(" ", "")
    padded = f"_{place}_" if place else ""
    found["place"] = [padded[at : at + 2] for at in range(len(padded) - 1)]
    return found


class Encoder:
    """Turns people into bit strings with the secret of one session."""

    def __init__(self, secret: bytes, scheme: Scheme | None = None) -> None:
        if len(secret) < 32:
            raise ValueError("The secret has at least 32 bytes.")
        self.scheme = scheme or Scheme()
        self._keys = {
            (field, part): hmac.digest(secret, f"{field}/{part}".encode(), "sha256")
            for field in ("given", "family", "born", "place")
            for part in (1, 2)
        }
        self._order = hmac.digest(secret, b"order", "sha256")
        self._known: dict[tuple[str, str], list[int]] = {}

    def _positions(self, field: str, gram: str) -> list[int]:
        """HMAC double hashing: (h1 + i·h2) mod bits, with a key for each field, so that fields cannot be told apart."""
        found = self._known.get((field, gram))
        if found is None:
            first, second = (
                int.from_bytes(hmac.digest(self._keys[field, part], gram.encode(), "sha256")[:8], "big") for part in (1, 2)
            )
            found = [(first + turn * (second | 1)) % self.scheme.bits for turn in range(getattr(self.scheme, field))]
            self._known[field, gram] = found
        return found

    def encode(self, people: Sequence[Person]) -> Bits:
        """One row of 0/1 per person, shape (people, ``scheme.length``); folded when so agreed, then flipped at random."""
        bits = np.zeros((len(people), self.scheme.bits), np.uint8)
        for row, person in enumerate(people):
            for field, grams in _fields(person).items():
                for gram in grams:
                    bits[row, self._positions(field, gram)] = 1
        if self.scheme.fold:
            half = self.scheme.bits // 2
            bits = bits[:, :half] ^ bits[:, half:]
        if self.scheme.flip:
            noise = np.random.Generator(np.random.PCG64(secrets.randbits(128)))
            bits ^= (noise.random(bits.shape) < self.scheme.flip).astype(np.uint8)
        order = np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(self._order).digest()[:16], "big")))
        return np.ascontiguousarray(bits[:, order.permutation(self.scheme.length)])
