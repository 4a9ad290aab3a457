"""``docs/requirements.csv`` and the tests tell the same story."""

from __future__ import annotations

import csv

import pytest

from tests.repo.requirement_marks import marked
from tests.repo.source import ROOT

STATUSES = {"planned", "partly", "done"}


def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "requirements.csv").open(newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_list_is_whole():
    rows = _rows()
    assert [row["id"] for row in rows] == [f"R{number}" for number in range(1, 139)]
    assert {row["status"] for row in rows} <= STATUSES
    assert all(row["sentence"].strip() for row in rows)


def test_what_is_done_is_shown_by_a_test():
    unproved = [row["id"] for row in _rows() if row["status"] == "done" and not marked("requirement").get(row["id"])]
    assert not unproved, f"done, but no test carries the mark: {unproved}"


def test_what_is_done_says_where():
    assert [row["id"] for row in _rows() if row["status"] in ("done", "partly") and not row["where"].strip()] == []


def test_marks_name_known_requirements():
    unknown = set(marked("requirement")) - {row["id"] for row in _rows()}
    assert not unknown, f"no such requirement: {unknown}"


def test_marks_name_known_rules():
    unknown = set(marked("rule")) - {f"P{number}" for number in range(1, 45)}
    assert not unknown, f"no such rule: {unknown}"


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["id"])
def test_where_exists(row):
    """Every place named is a folder or file of this repository."""
    missing = [place for place in row["where"].split() if not (ROOT / place).exists()]
    assert not missing
