"""A snapshot of invented children and the cubes of it, made once for a whole file of tests and laid down where each looks."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tests.factories.accounts import actor_of, make_territory, make_user
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.statistics.actions.build_cubes import build_cubes
from tutela.statistics.actions.releases import check_release, prepare_release, publish_release
from tutela.statistics.models import Release, Snapshot, parquet
from tutela.statistics.queries.snapshots import folder

CUT_OFF = dt.date(2026, 10, 1)
BUILT = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
_FORMS = ("SALE-SE", "SALE-FL", "TRAF", "ABUSE")
_FIXED = {
    "age_basis": "document",
    "schooling": "attending",
    "nationality": "national",
    "disability": "UNK",
    "residence": "rural",
    "economic_situation": "poor",
    "care_status": "parents",
    "report_channel": "school",
    "quarter": "2025-1",
    "file_type": "child_at_risk",
    "verification": "substantiated",
    "risk_level": "low",
    "state": "active",
    "closure_reason": "NAP",
    "plan_approved": "yes",
    "heard": "yes",
    "response_outcome": "NAS",
    "minority": "no",
    "migration_stage": "UNK",
    "displacement": "no",
    "extreme_poverty": "UNK",
    "victim_detained": "no",
    "reporter": "professional",
    "barrier_holder": "NAS",
    "report_delay": "0-7",
    "justice_stage": "investigation",
    "attrition_reason": "NAP",
    "settlement": "NONE",
    "emergency": "NAS",
    "separation": "NAS",
    "emergency_event": "NAS",
}
_KEPT: dict[str, Path] = {}


def observations(size: int, *, seed: int = 1, boys: float = 0.45, first: int = 0) -> list[dict[str, Any]]:
    """Rows of a snapshot: two regions, the second with districts that are known and not, three years."""
    rng = np.random.default_rng(seed)
    places = [("N", "N1"), ("N", "N2"), ("S", "S1"), ("S", "UNK")]
    rows = []
    for number in range(size):
        region, district = places[rng.choice(4, p=[0.4, 0.25, 0.3, 0.05])]
        rows.append(
            _FIXED
            | {name: [] for name in parquet.LABELS}
            | {
                "record_key": (first + number) * 2**33 + 2**40 + 5,
                "files": 1,
                "days_to_contact": 0,
                "region": region,
                "district": district,
                "sex": "boy" if rng.random() < boys else "girl",
                "age_group": ("0-4", "5-9", "10-14", "15-17", "UNK")[rng.choice(5, p=[0.2, 0.25, 0.3, 0.2, 0.05])],
                "birth_registration": ("registered", "not_registered")[int(rng.random() < 0.3)],
                "first_contact": ("0", "1-2", "3-7", "UNK")[rng.choice(4)],
                "year": str(2024 + int(rng.choice(3, p=[0.35, 0.4, 0.25]))),
                "offences": [form for form in _FORMS if rng.random() < 0.4],
                "concerns": ["PC01"],
                "barriers": ["NAS"],
                "gender_barriers": ["NAS"],
                "change_better": ["NAS"],
                "change_worse": ["NAS"],
            }
        )
    return rows


def make_places() -> None:
    """A second region beside that of the fixture ``country``, with a district."""
    make_territory(make_territory(make_territory(), code="S", name="South"), code="S1", name="South One")


@dataclass
class World:
    """Two statisticians, the process that builds, and the folder of this test."""

    builder: Any
    as_role: Any
    var: Path
    people: tuple[Any, Any]

    def snapshot(self, rows: list[dict[str, Any]], *, built: dt.datetime = BUILT, coverage: Any = None) -> Snapshot:
        """A snapshot with these rows, as a build would leave it."""
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        made = Snapshot(id=uuid7(), cut_off=built.date(), built_at=built)
        made.path = f"{made.cut_off}-{made.pk.hex[-12:]}.parquet"
        batches = [pa.RecordBatch.from_pylist(rows, schema=parquet.SCHEMA)]
        made.rows, made.sha256 = parquet.write(folder() / made.path, batches)
        made.editions = {"sexes": 1}
        places = {"region": {"N": [2, 2], "S": [1, 1]}, "district": {"N1": [1, 1], "N2": [1, 1], "S1": [1, 1]}}
        made.coverage = coverage or {"all": [3, 4]} | places
        self._as_process(lambda: made.save(force_insert=True))
        return made

    def prepare(self, **said: Any) -> Release:
        """A draft of the newest snapshot, without its cubes."""
        first, _second = self.people
        with acting_as(first):
            return prepare_release(by=first, later=lambda _release: None, **said)

    def build(self, release: Release, kept: str = "") -> Release:
        """Build the cubes; those built under the same name before are laid down again and only taken over."""
        if kept in _KEPT:
            for kind in ("releases", "ledgers"):
                shutil.copytree(next((_KEPT[kept] / kind).iterdir()), self.var / kind / release.pk.hex)
            shutil.copy(_KEPT[kept] / "releases.key", self.var)
        self._as_process(lambda: build_cubes(by=self.builder, release=release))
        if kept and kept not in _KEPT:
            _KEPT[kept] = Path(tempfile.mkdtemp())
            for kind in ("releases", "ledgers"):
                shutil.copytree(self.var / kind, _KEPT[kept] / kind)
            shutil.copy(self.var / "releases.key", _KEPT[kept])
        return release

    def publish(self, release: Release | None = None, **said: Any) -> Release:
        """Through every step: a given draft, or one of the newest snapshot."""
        first, second = self.people
        held = release or self.build(self.prepare(**said))
        with acting_as(first):
            check_release(by=first, release=held)
        with acting_as(second):
            return publish_release(by=second, release=held)

    def _as_process(self, act: Any) -> None:
        self.as_role("tutela_statistics")
        try:
            with acting_as(self.builder):
                act()
        finally:
            self.as_role("tutela_staff")


def two_people() -> tuple[Any, Any]:
    """Two statisticians."""
    return actor_of(make_user("statistician")), actor_of(make_user("statistician"))
