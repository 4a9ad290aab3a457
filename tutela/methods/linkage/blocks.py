"""Which pairs are looked at: blocking that is generous for small registers and stays linear for large ones.

Every candidate rule is an equality join on a few columns. Before use its pairs are counted (on a sample of a large
register); a rule is used when it stays within a budget of pairs per record, so a rule that is selective in one country
(the place) and not in another (one capital city) needs no setting. Source: Christen 2012, chapter 4; Papadakis et al. 2020
(comparison budgets for block purging).
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

PER_RULE, PER_RECORD = 0.8, 3.0
"""Pairs for each record that one rule, and all rules together, may cost in a large register."""
ALWAYS, ALWAYS_ALL = 1_000_000, 2_500_000
"""What one rule, and all together, may cost in any register."""
SAMPLE = 200_000


def candidates(columns: list[str]) -> list[tuple[str, ...]]:
    """The rules to try for prepared ``columns``, the most selective first. The first of each row needs the others."""
    places = [column for column in columns if column.startswith("place")]
    wanted: list[tuple[str, ...]] = [("identifier",), ("names_key", "year"), ("names_key", "born")]
    wanted += [("born", "given_cons"), ("born", "family_cons"), ("given_bones", "family_bones", "year")]
    for place in places:
        wanted += [("names_key", place), ("born", place), ("given_bones", "family_head", place)]
        wanted += [("family_bones", "given_head", place)]
    wanted += [("born", "names_head"), ("given_bones", "family_bones"), ("names_key",), ("born",)]
    for place in places:
        wanted += [("given_bones", place), ("family_bones", place), ("year", "month", place)]
    wanted += [tuple(places[:2])] if len(places) > 1 else []
    wanted += [("family_bones", "year"), ("given_bones", "year"), ("family_cons",), ("given_cons",)]
    wanted += [(place,) for place in places]
    return [rule for rule in wanted if all(column in columns for column in rule)]


def _said(rule: tuple[str, ...]) -> set[str]:
    """The columns of which agreement on ``rule`` implies agreement: a day of birth also says the year and the month."""
    return set(rule) | ({"year", "month"} if "born" in rule else set())


def _counts(table: pa.Table, rule: tuple[str, ...]) -> Any:
    return table.select(list(rule)).drop_null().group_by(list(rule)).aggregate([([], "count_all")])


def pairs(left: pa.Table, right: pa.Table | None, rule: tuple[str, ...]) -> float:
    """How many pairs ``rule`` makes within ``left``, or between ``left`` and ``right``."""
    mine = _counts(left, rule)
    if right is None:
        sizes = mine["count_all"].to_numpy().astype(float)
        return float((sizes * (sizes - 1) / 2).sum())
    both = mine.join(_counts(right, rule), list(rule), join_type="inner", right_suffix="_r")
    return float(
        pc.sum(pc.multiply(both["count_all"].cast(pa.float64()), both["count_all_r"].cast(pa.float64()))).as_py() or 0
    )


def _sampled(table: pa.Table) -> tuple[pa.Table, float]:
    """Every n-th record, and the share taken. Registers are not sorted by what makes people alike."""
    step = max(1, len(table) // SAMPLE)
    return (table, 1.0) if step == 1 else (table.take(pa.array(range(0, len(table), step))), 1.0 / step)


def choose(left: pa.Table, right: pa.Table | None, usable: list[str]) -> list[tuple[str, ...]]:
    """The rules to use on these registers, in order; always at least the most selective one.

    ``usable``: the columns that carry evidence (an identifier that only numbers rows is left out by the caller).
    """
    mine, share = _sampled(left)
    theirs, other = (None, share) if right is None else _sampled(right)
    records = len(left) + (0 if right is None else len(right))
    most, budget = max(ALWAYS, PER_RULE * records), max(ALWAYS_ALL, PER_RECORD * records)
    total = 0.0
    chosen: list[tuple[str, ...]] = []
    rules = candidates(usable)
    for rule in rules:
        if any(set(taken) <= _said(rule) for taken in chosen):
            continue
        cost = pairs(mine, theirs, rule) / (share * other)
        if cost <= most and total + cost <= budget:
            chosen.append(rule)
            total += cost
    # A wider rule chosen later makes a narrower one needless.
    kept = [rule for rule in chosen if not any(set(wide) < _said(rule) for wide in chosen if wide != rule)]
    return kept or rules[:1]
