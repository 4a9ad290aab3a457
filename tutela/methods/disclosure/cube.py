"""Build one snapshot: microdata in, a signed cube of publishable cells out.

The cube holds nothing that may not be published, so whoever reads it, or steals it, learns what everybody may know.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .base import Cells, tabulate
from .errors import DisclosureRefused
from .keys import Secret
from .lattice import Lattice
from .micro import Microdata
from .release import ReleaseReport, Table, release
from .store import only_one, pending, read_ledger, settle, write_cube, write_ledger


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the file, the key that checks its signature (hex), the time of the snapshot, the audit."""

    path: Path
    public_key: str
    as_of: dt.datetime
    report: ReleaseReport


def build(
    micro: Microdata,
    lattice: Lattice,
    out: Path,
    *,
    secret: Secret,
    person: str,
    as_of: dt.datetime,
    now: dt.datetime,
    key: str | None = None,
    ledger: Path | None = None,
    previous: Path | None = None,
    new_series: bool = False,
) -> Built:
    """Build, audit, sign and put in place the cube of one snapshot.

    micro: one row per person and period. as_of, now: aware times; a snapshot lies neither in the future nor before the
    last one. key: column of permanent record keys, else they are derived. ledger: where the sets of the last release
    are kept; without it successive snapshots are not protected against each other. previous: where those of the last
    release are read from, when this one keeps its own. new_series: begin again when the lattice changed.
    Raises DisclosureRefused; the old cube and ledger then stay as they were.
    """
    if as_of.tzinfo is None or now.tzinfo is None:
        raise DisclosureRefused("clock", "Times need a time zone.")
    if as_of > now:
        raise DisclosureRefused("clock", "The snapshot's time lies in the future; check the clock.")
    with only_one(out):
        settle(out, ledger)
        before = _before(previous or ledger, lattice, secret, as_of, new_series)
        base = micro.base(lattice, person=person, secret=secret, key=key)
        shown, sets, report = release(tabulate(base, lattice), lattice, secret.ptable(), before)
        if not report.passed:
            raise DisclosureRefused("audit_failed", "The release audit found cells too close to each other.")
        if ledger is not None:
            write_ledger(pending(ledger), sets, lattice, as_of, secret)
        public = write_cube(out, shown, lattice, as_of, secret)
        settle(out, ledger)
    return Built(out, public, as_of, report)


def _before(
    ledger: Path | None, lattice: Lattice, secret: Secret, as_of: dt.datetime, new_series: bool
) -> dict[Table, Cells] | None:
    if ledger is None or not ledger.exists():
        return None
    when, old, sets = read_ledger(ledger, secret)
    if as_of < when:
        raise DisclosureRefused("clock", "The last snapshot is later than this one; the clock was moved back.")
    if old.same_kind(lattice):
        return {table: _aligned(cells, old, lattice) for table, cells in sets.items()}
    if not new_series:
        raise DisclosureRefused("lattice_changed", "The registered classifications changed; begin a new series.")
    return None


def _aligned(cells: Cells, old: Lattice, new: Lattice) -> Cells:
    """The old sets on the new periods; a period that was not there before is marked −5 and so never held."""
    shape = (len(new.periods), *cells.counts.shape[1:])
    counts, keys = np.full(shape, -5, np.int64), np.zeros(shape, np.uint64)
    for position, period in enumerate(new.periods):
        if period in old.periods:
            counts[position] = cells.counts[old.periods.index(period)]
            keys[position] = cells.keys[old.periods.index(period)]
    return Cells(counts, keys)
