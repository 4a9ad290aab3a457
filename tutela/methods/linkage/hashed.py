"""Whether two records may be one person, told from keyed hashes alone: no name is read, none can be read from what is used.

A register that keeps its names encrypted still knows which records share a token (a word's consonant skeleton, its spelling, a
document number) and how many records bear it. That is enough to say which pairs deserve a pair of eyes; the names themselves are
compared by whoever may see both. Weights are bits, as everywhere in this package. Sources: Fellegi & Sunter 1969; Winkler 1989
(frequency-based weights); the starting values of :mod:`.model`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp2, log2

REVIEW_FROM = 0.1
"""Below this a pair is not worth a person's time."""
RAREST = 0.0001
"""No word counts as rarer than this: one odd spelling is not proof."""
SHARE_ONE_PERSON = 0.04
"""Twice the pairs that are one person, for each record of the register (one record in fifty comes twice)."""
NUMBER = 18.0
SAME_SPELLING, OTHER_SPELLING, CONSONANTS_ONLY = -0.5, -1.5, -5.0
WORD_MISSING, WORD_ALIKE = -4.0, 4.0
PREFIXES = 3
"""Beginnings that are indexed for a word of five letters and more."""
SAME_SEX, OTHER_SEX = 1.0, -6.0
_MONTHS = ((0, 6.5), (12, 1.5), (36, 0.0))
FAR_APART = -4.0


@dataclass(frozen=True)
class Agreement:
    """What two records share, by hashes and codes.

    ``borne_by``: for each consonant skeleton they share, how many records of the register have it. ``spelt`` and ``sounded``: how
    many words they share letter by letter, and by romanisation skeleton. ``words``: how many words each has. ``months`` lie
    between the last possible births; ``None`` stands for what is not known. ``begun``: how many beginnings of words they share,
    those of the words they share included.
    """

    borne_by: Sequence[int]
    spelt: int
    sounded: int
    words: tuple[int, int]
    numbers: int = 0
    same_sex: bool | None = None
    months: int | None = None
    begun: int = 0


def weight(shared: Agreement, records: int) -> float:
    """The bits that speak for one person (negative: against), before anything is known of how often that happens."""
    found = NUMBER * min(shared.numbers, 1)
    found += sum(-log2(max(borne / max(records, 1), RAREST)) for borne in shared.borne_by)
    spelt = min(shared.spelt, len(shared.borne_by))
    sounded = min(max(shared.sounded, spelt), len(shared.borne_by))
    found += spelt * SAME_SPELLING + (sounded - spelt) * OTHER_SPELLING
    found += (len(shared.borne_by) - sounded) * CONSONANTS_ONLY
    missing = max(0, min(shared.words) - len(shared.borne_by))
    alike = min(missing, 1) if shared.begun > PREFIXES * len(shared.borne_by) else 0
    found += alike * WORD_ALIKE + (missing - alike) * WORD_MISSING
    if shared.same_sex is not None:
        found += SAME_SEX if shared.same_sex else OTHER_SEX
    return found + _birth(shared.months)


def probability(bits: float, records: int) -> float:
    """The probability that a pair of this weight is one person, in a register of so many records."""
    if records < 2:
        return 0.0
    odds = log2(SHARE_ONE_PERSON / (records - 1)) if records > 2 else 0.0
    return 1 / (1 + exp2(-max(-60.0, min(60.0, bits + odds))))


def _birth(months: int | None) -> float:
    if months is None:
        return 0.0
    return next((bits for most, bits in _MONTHS if months <= most), FAR_APART)
