"""Figures of disclosure control, as ratios measured in one run.

DISCLOSURE_ROWS sets the rows of the large cube (default 10 000 000). DISCLOSURE_ONS names a Python that has the ONS package
cell-key-perturbation 3.1.0 and pandas; without it the ratio to the ONS package is not measured.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import duckdb
import numpy as np

from tutela.methods.disclosure.base import tabulate
from tutela.methods.disclosure.cube import build
from tutela.methods.disclosure.keys import Secret
from tutela.methods.disclosure.lattice import Classification, Lattice
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.release import release
from tutela.methods.disclosure.suppression import protect
from tutela.methods.disclosure.tables import CountTable, Dimension

SIZES = {"region": 30, "sex": 3, "age": 6, "form": 8, "nationality": 10, "origin": 5}
ROWS = int(os.environ.get("DISCLOSURE_ROWS", "10000000"))
SECRET = Secret(b"a secret for the bench only, 32 bytes or more")
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

ONS = """
import sys, time, warnings; warnings.simplefilter("ignore")
import pandas as pd, numpy as np
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule
codes = np.load(sys.argv[1])
names = [n for n in codes.files if n != "key"]
data = pd.DataFrame({n: codes[n] for n in names}); data["record_key"] = codes["key"]
p = generate_ptable_10_5_rule()
best = 9e9
for _ in range(3):
    t = time.perf_counter()
    create_perturbed_table(data, p, [names[0]], names[1:], "record_key", threshold=10)
    best = min(best, time.perf_counter() - t)
print(best)
"""


def lattice() -> Lattice:
    levels = [Classification(n, tuple(f"{n}{i}" for i in range(s)), sensitive=n == "form") for n, s in SIZES.items()]
    return Lattice(tuple(levels), "region")


def write_micro(path: Path, rows: int) -> None:
    """Skewed categories: i = floor(size · u²)."""
    columns = ", ".join(f"'{n}' || (floor({s} * pow(random(), 2))::INT) AS {n}" for n, s in SIZES.items())
    with duckdb.connect() as db:
        db.execute(
            "SELECT setseed(0.5); COPY (SELECT 'P' || i AS id, (hash(i) % 4294967296)::UINTEGER AS rk, "
            f"{columns} FROM range({rows}) t(i)) TO '{path}'"
        )


def timed(work, repeats: int = 5) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def all_tables(folder: Path) -> None:
    micro_path = folder / "million.parquet"
    write_micro(micro_path, 1_000_000)
    shape = lattice()
    with Microdata(micro_path) as micro:
        start = time.perf_counter()
        base = micro.base(shape, person="id", secret=SECRET)
        encoded = time.perf_counter() - start
    ptable = SECRET.ptable()
    every = timed(lambda: [ptable.perturb(c.counts, c.keys) for c in tabulate(base, shape).values()])
    full = timed(lambda: ptable.perturb(base.counts, base.keys))
    true = tabulate(base, shape)
    audited = timed(lambda: release(true, shape, ptable), 1)
    print(f"1 M records: base in {encoded:.2f} s; all {len(true)} tables of <= 3 dims, perturbed: {every * 1e3:.0f} ms "
          f"(aim 100 ms, ratio {every / 0.1:.2f}); full {base.counts.size}-cell table {full * 1e3:.1f} ms; "
          f"release audit {audited:.2f} s")  # fmt: skip
    python = os.environ.get("DISCLOSURE_ONS")
    if python is None:
        print("ONS package: not measured (set DISCLOSURE_ONS)")
        return
    rng = np.random.default_rng(1)
    codes = {n: np.floor(s * rng.random(1_000_000) ** 2).astype(np.int64) for n, s in SIZES.items()}
    np.savez(folder / "codes.npz", key=rng.integers(0, 256, 1_000_000), **codes)
    peer = float(
        subprocess.run([python, "-c", ONS, folder / "codes.npz"], capture_output=True, check=True).stdout.split()[-1]
    )
    print(f"ONS package, full 6-way table: {peer:.2f} s = {peer / full:.0f} x our full table from the base, "
          f"{peer / every:.1f} x all our {len(true)} tables, {peer / (encoded + every):.2f} x including our encoding "
          "and HMAC of 1 M persons (aim >= 10 x from the base)")  # fmt: skip


def large(folder: Path) -> None:
    micro_path, cube_path = folder / "large.parquet", folder / "cube.parquet"
    write_micro(micro_path, ROWS)
    for key, how in (("rk", "with the permanent record keys of the snapshot"), (None, "hashing every person anew")):
        took = built(micro_path, folder / f"{key}.parquet" if key is None else cube_path, key)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{ROWS:,} rows {how}: cube built, audited and signed in {took:.1f} s (aim 30 s, ratio {took / 30:.2f})")
        print(f"  peak memory {peak:.2f} GB (aim < 4 GB); cube {cube_path.stat().st_size / 1e6:.2f} MB")
    answers(micro_path, cube_path)


def built(micro_path: Path, out: Path, key: str | None) -> float:
    start = time.perf_counter()
    with Microdata(micro_path) as micro:
        build(micro, lattice(), out, secret=SECRET, person="id", as_of=NOW, now=NOW, key=key, ledger=out.with_suffix(".led"))
    return time.perf_counter() - start


def answers(micro_path: Path, cube_path: Path) -> None:
    tables = [t for t in lattice().tables if t]
    rng = np.random.default_rng(2)
    times = []
    for _ in range(200):
        table = tables[int(rng.integers(len(tables)))]
        start = time.perf_counter()
        Cube(cube_path, now=NOW).table(table).to_json()
        times.append(time.perf_counter() - start)
    p95, middle = statistics.quantiles(times, n=20)[-1], statistics.median(times)
    print("answer with its margins, cube opened and checked each time, 200 random tables: "
          f"median {middle * 1e3:.1f} ms, p95 {p95 * 1e3:.0f} ms (aim 200 ms, ratio {p95 / 0.2:.2f})")  # fmt: skip
    grouped = f"SELECT region, sex, form, count(*) FROM '{micro_path}' GROUP BY ALL"
    with duckdb.connect() as db:
        bare = timed(lambda: db.execute(grouped).fetchall(), 3)
    ours = timed(lambda: Cube(cube_path, now=NOW).table(["region", "sex", "form"]))
    print(f"protected query region x sex x form: {ours * 1e3:.1f} ms = {ours / bare:.2f} x the bare DuckDB group-by "
          f"of the microdata ({bare * 1e3:.0f} ms; aim <= 1.5)")  # fmt: skip


def suppression() -> None:
    rng = np.random.default_rng(1)
    for shape, people in (((30, 7), 3_000), ((30, 3, 6), 5_000)):
        counts = rng.multinomial(people, rng.dirichlet(np.full(int(np.prod(shape)), 0.6))).reshape(shape)
        dims = tuple(Dimension(f"d{i}", tuple(map(str, range(n)))) for i, n in enumerate(shape))
        start = time.perf_counter()
        done = protect(CountTable(counts, dims))
        took = time.perf_counter() - start
        print(f"suppression {shape}, {done.values.size} cells with totals: {took:.2f} s, {done.audit.suppressed} hidden, "
              f"narrowest interval {done.audit.narrowest} (tau-ARGUS on 868 cells, statistics.md: 0.4-1.8 s)")  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        all_tables(Path(place))
        large(Path(place))
    if not os.environ.get("DISCLOSURE_QUICK"):
        suppression()
