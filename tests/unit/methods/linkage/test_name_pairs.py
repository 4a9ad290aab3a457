"""The public name test set: enough pairs, enough found, few wrong, in every group."""

from __future__ import annotations

from collections import Counter

import pytest

from tutela.methods.linkage.names_report import main, read_pairs, score

GROUPS = {"arabic", "ethiopic", "west_african", "spanish", "slavic", "south_asian"}


def test_the_set_is_large_and_names_its_groups() -> None:
    kinds = Counter((pair.group, pair.same) for pair in read_pairs())
    assert {group for group, _ in kinds} == GROUPS
    assert sum(count for (_, same), count in kinds.items() if same) >= 300
    assert sum(count for (_, same), count in kinds.items() if not same) >= 300
    assert min(kinds.values()) >= 50
    assert len({(p.left, p.right) for p in read_pairs()}) == sum(kinds.values())


@pytest.mark.parametrize("half", ["develop", "held_out", None])
def test_every_group_finds_four_of_five_and_merges_few(half: str | None) -> None:
    for group in score(half):
        assert group.found / group.variants >= 0.8, group
        assert group.wrong / group.strangers <= (0.1 if half is None else 0.12), group
        assert group.found > group.found_by_letters
        assert group.wrong < group.wrong_by_letters


def test_the_report_prints_every_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    assert all(printed.count(f"  {group} ") == 3 for group in GROUPS)
