"""The cube: equality with a slow obvious count, the rules area by area, and what a bad file or request meets."""

from __future__ import annotations

import csv
import datetime as dt
import fcntl
import hashlib
import hmac
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutela.methods.disclosure.base import Cells, tabulate
from tutela.methods.disclosure.command import main
from tutela.methods.disclosure.cube import Built, build
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.keys import Secret, read_secret
from tutela.methods.disclosure.lattice import Classification, Lattice, Structural
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.disclosure.ptable import PTable, max_entropy_ptable
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.release import hold, release
from tutela.methods.disclosure.store import open_parquet, pending, read_ledger
from tutela.methods.disclosure.tables import CellState

from .people import AUTUMN, LATTICE, NOW, SECRET, SPRING, Person, children, micro_file, slow_sets


def make(folder: Path, people: list[Person], lattice: Lattice = LATTICE, **changed: object) -> Built:
    told: dict = {"secret": SECRET, "person": "id", "as_of": AUTUMN, "now": NOW} | changed
    with Microdata(micro_file(folder, people)) as micro:
        return build(micro, lattice, folder / "cube.parquet", **told)


NOISE = max_entropy_ptable().noise
RECORD_SECRET = hmac.new(SECRET.key, b"tutela disclosure record", hashlib.sha256).digest()


def slow_value(ids: frozenset[str]) -> int:
    """Noise and rounding of one set, written out by hand from statistics.md 2.4."""
    keys = [int(hmac.new(RECORD_SECRET, i.encode(), hashlib.sha256).hexdigest()[:8], 16) for i in ids]
    row = min(len(ids), len(NOISE)) - 1
    noisy = len(ids) + int(NOISE[row][sum(keys) % 2**32 % 65_536])
    return 5 * round(noisy / 5)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 400))
def test_every_published_value_is_the_slow_one(tmp_path_factory: pytest.TempPathFactory, seed: int, size: int) -> None:
    folder = tmp_path_factory.mktemp("slow")
    people = children(size, seed)
    done = make(folder, people)
    cube = Cube(done.path, now=NOW)
    sets = slow_sets(people)
    for table in LATTICE.tables:
        for row in cube.table(table).rows():
            cell = tuple((name, row[name]) for name in table if row[name] != "_T")
            value = slow_value(sets[cell]) if cell in sets else 0
            assert row["state"] in ("value", "suppressed", "withheld")
            if row["state"] == "value":
                assert row["value"] == value >= 10
            elif row["state"] == "suppressed":
                assert row["value"] is None
                assert row["display"] == "<10"
                assert value < 10


def test_the_database_and_the_library_agree_on_record_keys(tmp_path: Path) -> None:
    people = [{"id": f"å{i}", "d": "x"} for i in range(50)]
    lattice = Lattice((Classification("d", ("x",)),), "d")
    with Microdata(micro_file(tmp_path, people)) as micro:
        base = micro.base(lattice, person="id", secret=SECRET)
    assert base.counts.sum() == 50
    assert int(base.keys.sum()) == sum(SECRET.record_key(p["id"]) for p in people) % 2**32


def test_permanent_keys_may_come_with_the_rows(tmp_path: Path) -> None:
    people = children(300, 1)
    keyed = [person | {"rk": SECRET.record_key(person["id"])} for person in people]
    with Microdata(micro_file(tmp_path, keyed)) as micro:  # type: ignore[arg-type]
        stored = micro.base(LATTICE, person="id", key="rk")
    with Microdata(micro_file(tmp_path, people)) as micro:
        derived = micro.base(LATTICE, person="id", secret=SECRET)
    assert (stored.keys == derived.keys).all()
    assert (stored.counts == derived.counts).all()


def test_areas_are_judged_one_by_one(tmp_path: Path) -> None:
    """North is well filled; of south's cells more than 40 % are below 10."""
    people = [{"region": "N", "form": form} for form in "abcde" for _ in range(40)]
    people += [{"region": "S", "form": form} for form in "ab" for _ in range(40)]
    lattice = Lattice((Classification("region", ("N", "S")), Classification("form", tuple("abcde"))), "region")
    rows = Cube(make(tmp_path, _numbered(people), lattice).path, now=NOW).table(["region", "form"]).rows()
    assert all(row["state"] == "value" for row in rows if row["region"] == "N")
    assert all(row["state"] == "withheld" for row in rows if row["region"] == "S" and row["form"] != "_T")
    assert all(row["state"] == "value" for row in rows if row["form"] == "_T")


def test_a_row_with_everybody_in_one_sensitive_category_is_withheld(tmp_path: Path) -> None:
    people = [{"region": "N", "form": "a"} for _ in range(60)] + [
        {"region": "S", "form": f} for f in "ab" for _ in range(60)
    ]
    for sensitive, state in ((True, "withheld"), (False, "value")):
        forms = Classification("form", ("a", "b", "c"), sensitive=sensitive)
        lattice = Lattice((Classification("region", ("N", "S")), forms), "region")
        people_s = [*people, *[{"region": r, "form": "b"} for r in "N" for _ in range(0 if sensitive else 30)]]
        cube = Cube(make(tmp_path, _numbered(people_s), lattice).path, now=NOW)
        found = {row["region"] + row["form"]: row["state"] for row in cube.table(["region", "form"]).rows()}
        assert found["Na"] == state
        assert found["Sa"] == "value"


def _numbered(people: list[Person]) -> list[Person]:
    return [person | {"id": str(i)} for i, person in enumerate(people)]


def test_structural_cells_keep_their_state_and_a_true_zero_is_below_ten(tmp_path: Path) -> None:
    regions = Classification("region", ("N", "S", "W"))
    forms = Classification("form", ("a", "b", "c", "d", "never"))
    lattice = Lattice(
        (regions, forms),
        "region",
        structural=(
            Structural((("form", "never"),), CellState.NOT_APPLICABLE),
            Structural((("region", "W"),), CellState.UNKNOWN),
            Structural((("region", "S"), ("form", "d")), CellState.ZERO),
        ),
    )
    people = _numbered([{"region": r, "form": f} for r in "NS" for f in "abc" for _ in range(30)])
    found = {
        (row["region"], row["form"]): (row["state"], row["display"])
        for row in Cube(make(tmp_path, people, lattice).path, now=NOW).table(["region", "form"]).rows()
    }
    assert found["N", "never"] == ("not_applicable", "not applicable")
    assert found["_T", "never"][0] == "not_applicable"
    assert found["W", "a"] == ("unknown", "not reported")
    assert found["S", "d"] == ("zero", "0")
    assert found["N", "d"] == ("suppressed", "<10")
    with pytest.raises(DisclosureRefused, match="declared impossible"):
        make(tmp_path, [*people, {"id": "x", "region": "N", "form": "never"}], lattice)


def test_unknown_is_a_category_and_blanks_go_there(tmp_path: Path) -> None:
    sex = Classification("sex", ("F", "M", "UNK"), unknown=frozenset({"UNK"}))
    people = _numbered([{"sex": s} for s in ("F", "M", "") for _ in range(50)])
    rows = Cube(make(tmp_path, people, Lattice((sex,), "sex")).path, now=NOW).table(["sex"]).rows()
    assert [row["unknown_category"] for row in rows] == [False, False, True, False]
    assert rows[2]["value"] >= 40


def test_periods_are_never_added_together(tmp_path: Path) -> None:
    lattice = Lattice((Classification("region", ("N", "S")),), "region", "year", ("2025", "2026"))
    people = [
        {"id": str(i), "region": r, "year": y} for y in ("2025", "2026") for r in "NS" for i in range(20 + 40 * (r == "S"))
    ]
    people = [p | {"id": p["region"] + p["id"]} for p in people]
    cube = Cube(make(tmp_path, people, lattice).path, now=NOW)
    assert len(cube.table(["region"]).cells) == 6
    assert {cell.period for cell in cube.table(["region"], period="2026").cells} == {"2026"}
    both = cube.table(["region"]).rows()
    assert [r["value"] for r in both if r["period"] == "2025"] == [r["value"] for r in both if r["period"] == "2026"]


def test_a_new_period_joins_the_series(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    region = (Classification("region", ("N", "S")),)
    old = Lattice(region, "region", "year", ("2025",))
    new = Lattice(region, "region", "year", ("2025", "2026"))
    people = [{"id": f"{r}{i}", "region": r, "year": "2025"} for r in "NS" for i in range(50)]
    make(tmp_path, people, old, ledger=ledger, as_of=SPRING)
    later = [*people, {"id": "late", "region": "N", "year": "2025"}, *[p | {"year": "2026"} for p in people[:70]]]
    report = make(tmp_path, later, new, ledger=ledger).report
    assert report.held_cells == 2  # north and the total of 2025, for one late child
    sets = read_ledger(ledger, SECRET)[2]
    assert sets[("region",)].counts.tolist() == [[50, 50], [50, 20]]


def test_nothing_published_is_a_true_small_count(tmp_path: Path) -> None:
    people = children(2_000, 9)
    done = make(tmp_path, people, ledger=tmp_path / "ledger")
    values = pq.read_table(done.path)["value"].drop_null().to_numpy()
    assert (values % 5 == 0).all()
    assert (values >= 10).all()
    assert pq.read_table(done.path).column_names == ["value", "state"]
    meta = open_parquet(done.path)[1]
    assert set(meta) == {"format", "as_of", "lattice", "tables", "public_key", "signature"}
    assert (tmp_path / "ledger").stat().st_mode & 0o077 == 0
    assert "not a secret" not in repr(SECRET)


def test_the_same_microdata_give_the_same_file(tmp_path: Path) -> None:
    people = children(800, 2)
    first = make(tmp_path, people).path.read_bytes()
    assert make(tmp_path, people[::-1]).path.read_bytes() == first


REFUSALS = {
    "person_twice": lambda f, p: make(f, [*p, p[0]]),
    "not_registered": lambda f, p: make(f, [*p, p[0] | {"id": "new", "region": "Z"}]),
    "person_blank": lambda f, p: make(f, [*p, p[0] | {"id": ""}]),
    "clock": lambda f, p: make(f, p, as_of=NOW + dt.timedelta(days=1)),
    "no_such_column": lambda f, p: make(f, p, person="nobody"),
    "secret_missing": lambda f, p: read_secret(f / "none"),
    "secret_short": lambda f, p: Secret(b"short"),
    "noise_too_small": lambda f, p: max_entropy_ptable(4, 3.0),
    "ptable": lambda f, p: max_entropy_ptable(5, 40.0),
    "variance_not_even": lambda f, p: max_entropy_ptable(5, 3.1),
    "no_microdata": lambda f, p: Microdata(f / "none.csv"),
    "no_cube": lambda f, p: Cube(f / "none.parquet", now=NOW),
    "lattice": lambda f, p: Lattice.from_json("{}"),
    "lattice_too_large": lambda f, p: Lattice(
        tuple(Classification(f"d{i}", tuple(map(str, range(400)))) for i in range(3)), "d0"
    ),
}


def _secret(folder: Path, text: str) -> Secret:
    (folder / "secret").write_text(text)
    return read_secret(folder / "secret")


def _damaged_micro(folder: Path) -> Microdata:
    (folder / "bad.parquet").write_bytes(b"PAR1")
    return Microdata(folder / "bad.parquet")


D = Classification("d", ("x", "y"))
MORE_REFUSALS = [
    ("secret_malformed", lambda f: _secret(f, "{not json")),
    ("secret_malformed", lambda f: _secret(f, json.dumps({"key": "ab" * 32, "W": 1}))),
    ("microdata_damaged", _damaged_micro),
    ("clock", lambda f: make(f, children(5, 1), as_of=dt.datetime(2026, 1, 1))),  # noqa: DTZ001
    ("secret_missing", lambda f: make(f, children(5, 1), secret=None)),
    ("no_such_period", lambda f: Cube(make(f, children(5, 1)).path, now=NOW).table(["sex"], period="1")),
    ("cannot_write", lambda f: _into_a_folder(f)),
    ("classification", lambda f: Classification("d", ("x", "x"))),
    ("classification", lambda f: Classification("d", ("x",), groups=(0,))),
    ("structural", lambda f: Structural((), CellState.ZERO)),
    ("structural", lambda f: Structural((("d", "x"),), CellState.VALUE)),
    ("structural", lambda f: Lattice((D,), "d", structural=(Structural((("d", "z"),)),))),
    ("lattice", lambda f: Lattice((D,), "e")),
    ("lattice", lambda f: Lattice((D, Classification("c", ("z",), of="d", groups=(0,))), "d")),
    ("lattice", lambda f: Lattice((D,), "d", "year", ("1", "1"))),
    ("ptable", lambda f: PTable(np.zeros((2, 3), np.int8))),
]


def _into_a_folder(folder: Path) -> None:
    (folder / "cube.parquet").mkdir()
    make(folder, children(5, 1))


@pytest.mark.parametrize(("code", "act"), MORE_REFUSALS)
def test_more_bad_input_is_refused(tmp_path: Path, code: str, act) -> None:
    with pytest.raises(DisclosureRefused) as refused:
        act(tmp_path)
    assert refused.value.code == code


@pytest.mark.parametrize("code", REFUSALS)
def test_bad_input_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(DisclosureRefused) as refused:
        REFUSALS[code](tmp_path, children(40, 1))
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


def test_a_lattice_survives_its_json() -> None:
    assert Lattice.from_json(LATTICE.to_json()) == LATTICE


def test_half_written_and_forged_cubes_are_refused(tmp_path: Path) -> None:
    done = make(tmp_path, children(800, 2))
    whole = done.path.read_bytes()
    other = tmp_path / "other.parquet"
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        other.write_bytes(whole[:length])
        with pytest.raises(DisclosureRefused) as refused:
            Cube(other, now=NOW)
        assert refused.value.code == "cube_damaged"
    _forge(done.path, other)
    with pytest.raises(DisclosureRefused) as refused:
        Cube(other, now=NOW).table(["region"])
    assert refused.value.code == "cube_forged"
    _forge(done.path, other, lambda head: head | {"as_of": SPRING.isoformat()})
    with pytest.raises(DisclosureRefused, match="changed after it was released"):
        Cube(other, now=NOW)
    pq.write_table(pa.table({"value": [1]}), other)
    with pytest.raises(DisclosureRefused, match="not a whole cube"):
        Cube(other, now=NOW)
    with pytest.raises(DisclosureRefused, match="trusts"):
        Cube(done.path, now=NOW, trust="00" * 32)
    with pytest.raises(DisclosureRefused, match="from the future"):
        Cube(done.path, now=SPRING)


def _forge(source: Path, target: Path, change=lambda head: head) -> None:
    """Add 5 to every value, keep everything else."""
    file, head = open_parquet(source)
    with pq.ParquetWriter(
        target, file.schema_arrow.with_metadata({b"tutela.disclosure": json.dumps(change(head)).encode()})
    ) as writer:
        for number in range(file.num_row_groups):
            group = file.read_row_group(number)
            more = pa.array([v if v is None else v + 5 for v in group["value"].to_pylist()], pa.int32())
            writer.write_table(group.set_column(0, "value", more).cast(writer.schema))


def test_the_clock_the_ledger_and_a_second_build(tmp_path: Path) -> None:
    people, ledger = children(300, 4), tmp_path / "ledger"
    done = make(tmp_path, people, ledger=ledger)
    before = done.path.read_bytes(), ledger.read_bytes()
    with pytest.raises(DisclosureRefused, match="clock was moved back"):
        make(tmp_path, people, ledger=ledger, as_of=SPRING)
    with pytest.raises(DisclosureRefused, match="not written with this secret"):
        make(tmp_path, people, ledger=ledger, secret=Secret(b"x" * 40))
    smaller = Lattice(LATTICE.classifications[:3], "region")
    with pytest.raises(DisclosureRefused, match="begin a new series"):
        make(tmp_path, people, smaller, ledger=ledger)
    with (tmp_path / ".cube.parquet.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(DisclosureRefused, match="Another build"):
            make(tmp_path, people, ledger=ledger)
    assert before == (done.path.read_bytes(), ledger.read_bytes())
    make(tmp_path, people, smaller, ledger=ledger, new_series=True)


def test_a_build_that_broke_off_leaves_the_last_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people, ledger = children(300, 4), tmp_path / "ledger"
    make(tmp_path, people, ledger=ledger, as_of=SPRING)
    before = ledger.read_bytes()

    def broken(*_: object) -> str:
        raise DisclosureRefused("cannot_write", "The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("tutela.methods.disclosure.cube.write_cube", broken)
        with pytest.raises(DisclosureRefused):
            make(tmp_path, people[:250], ledger=ledger)
    assert pending(ledger).exists()
    assert ledger.read_bytes() == before
    make(tmp_path, people, ledger=ledger)
    assert not pending(ledger).exists()
    assert read_ledger(ledger, SECRET)[0] == AUTUMN


def test_a_first_snapshot_holds_nothing_and_the_report_counts_states(tmp_path: Path) -> None:
    with Microdata(micro_file(tmp_path, children(500, 6))) as micro:
        true = tabulate(micro.base(LATTICE, person="id", secret=SECRET), LATTICE)
    cells = Cells(np.array([[1]]), np.array([[5]], np.uint64))
    assert hold(cells, None)[0] is cells
    report = release(true, LATTICE, SECRET.ptable())[2]
    assert report.shown + report.below + report.withheld_cells == report.cells
    assert report.held_cells == 0


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    people = children(3_000, 8)
    path = tmp_path / "micro.csv"
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, ["id", "region", "sex", "age", "form"])
        writer.writeheader()
        writer.writerows(people)
    (tmp_path / "secret").write_text(json.dumps({"key": "ab" * 32, "D": 6, "V": 3.5}))
    return path


def test_the_command_builds_and_answers(csv_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = csv_file.parent
    out = folder / "cube.parquet"
    arguments = ["--person", "id", "--dims", "region,sex,age,form", "--secret-file", str(folder / "secret")]
    assert main(["cube", str(csv_file), *arguments, "--out", str(out)]) == 0
    assert "nested_pairs_left 0" in capsys.readouterr().out
    assert main(["table", str(out), "--by", "region,sex", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["by"] == ["region", "sex"]
    assert "not prevalence" in told["note"]
    lattice = folder / "lattice.json"
    lattice.write_text(LATTICE.to_json())
    again = [*arguments[:2], "--lattice", str(lattice), *arguments[4:], "--as-of", "2026-01-01", "--out", str(out) + "2"]
    assert main(["cube", str(csv_file), *again]) == 0
    assert main(["cube", str(csv_file), *arguments[:2], "--lattice", str(folder / "none"), *again[4:]]) == 3
    assert "lattice file" in capsys.readouterr().err
    assert main(["table", str(out), "--by", "region"]) == 0
    assert "may not add up" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("by", "code"),
    [("region,sex,age,form", "too_many_dimensions"), ("region,district", "not_registered"), ("sex=F", "not_registered")],
)
def test_the_command_refuses_in_one_sentence(csv_file: Path, capsys: pytest.CaptureFixture[str], by: str, code: str) -> None:
    folder = csv_file.parent
    out = folder / "cube.parquet"
    arguments = ["--person", "id", "--dims", "region,sex,age,form", "--secret-file", str(folder / "secret")]
    main(["cube", str(csv_file), *arguments, "--out", str(out)])
    capsys.readouterr()
    assert main(["table", str(out), "--by", by]) == 3
    said = capsys.readouterr().err
    assert said.startswith(f"Refused ({code})")
    assert said.count("\n") == 1
    assert main(["table", str(csv_file), "--by", "region"]) == 3
    assert main(["cube", str(csv_file), *arguments[:2], "--dims", "id", *arguments[4:], "--out", str(out)]) == 3
    assert "not_a_classification" in capsys.readouterr().err
