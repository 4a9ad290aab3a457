"""A classification in which a child can have several labels: the slow count, and the attacks that know labels overlap."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tutela.methods.disclosure.base import Cells
from tutela.methods.disclosure.command import main
from tutela.methods.disclosure.cube import Built, build
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.lattice import Classification, Lattice, Structural
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.release import LEAST_DIFFERENCE, narrow_cells, release
from tutela.methods.disclosure.rules import BELOW, Shown, one_sided
from tutela.methods.disclosure.tables import CellState, state_code

from .people import (
    AUTUMN,
    FAMILY,
    FORMS,
    NOW,
    REGION,
    SECRET,
    SEVERAL,
    SEX,
    SPRING,
    children,
    micro_file,
    slow_sets,
    true_tables,
    with_several,
)
from .test_cube import slow_value

REACH = 5
WITHHELD, SUPPRESSED = state_code(CellState.WITHHELD), state_code(CellState.SUPPRESSED)


def make(folder: Path, people: list[dict[str, Any]], lattice: Lattice = SEVERAL, **changed: Any) -> Built:
    told: dict[str, Any] = {"secret": SECRET, "person": "id", "as_of": AUTUMN, "now": NOW} | changed
    with Microdata(micro_file(folder, people)) as micro:
        return build(micro, lattice, folder / "cube.parquet", **told)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), size=st.integers(1, 300))
def test_every_count_and_value_is_the_slow_one(tmp_path_factory: pytest.TempPathFactory, seed: int, size: int) -> None:
    folder = tmp_path_factory.mktemp("slow")
    people = with_several(children(size, seed, SEVERAL_BASES), seed)
    sets = slow_sets(people, SEVERAL)
    true = true_tables(folder, people, SEVERAL)
    for table, cells in true.items():
        for index in np.ndindex(cells.counts.shape[1:]):
            where = tuple((name, SEVERAL.by_name[name].labels[at]) for name, at in zip(table, index, strict=True))
            ids = sets.get(where, frozenset())
            assert cells.counts[(0, *index)] == len(ids)
            assert cells.keys[(0, *index)] == sum(map(SECRET.record_key, ids)) % 2**32
    cube = Cube(make(folder, people).path, now=NOW)
    assert cube.lattice == SEVERAL
    for table in SEVERAL.tables:
        for row in cube.table(table).rows():
            cell = tuple((name, row[name]) for name in table if row[name] != "_T")
            value = slow_value(sets[cell]) if cell in sets else 0
            assert row["state"] in ("value", "suppressed", "withheld")
            if row["state"] == "value":
                assert row["value"] == value >= BELOW
            elif row["state"] == "suppressed":
                assert value < BELOW


SEVERAL_BASES = Lattice((REGION, SEX), "region")


@pytest.mark.requirement("R4")
def test_a_total_counts_each_child_once(tmp_path: Path) -> None:
    people = [{"id": str(i), "d": "x", "f": ["a", "b", "b"]} for i in range(40)]
    people += [{"id": f"n{i}", "d": "x", "f": none} for i, none in enumerate([[]] * 20)]
    f = Classification("f", ("a", "b", "NONE"), many=True, empty="NONE")
    lattice = Lattice((Classification("d", ("x",)), f), "d")
    true = true_tables(tmp_path, people, lattice)
    assert true[()].counts.tolist() == [60]
    assert true[("d",)].counts.tolist() == [[60]]
    assert true[("f",)].counts.tolist() == [[40, 40, 20]]
    rows = Cube(make(tmp_path, people, lattice).path, now=NOW).table(["f"]).rows()
    assert sum(row["value"] for row in rows[:-1]) > rows[-1]["value"] + 30


@pytest.mark.requirement("R115")
def test_differencing_finds_no_two_nested_cells_that_differ_by_one_to_four(tmp_path: Path) -> None:
    """Containment holds along several labels: a form lies within its family, and both within the row's children."""
    pairs = blocked = 0
    for seed, size in ((3, 5_000), (4, 2_500)):
        people = with_several(children(size, seed, SEVERAL_BASES), seed, 0.6)
        true = true_tables(tmp_path, people, SEVERAL)
        final, _, report = release(true, SEVERAL, SECRET.ptable())
        blocked += report.nested_areas
        assert report.passed
        visible = {cell: ids for cell, ids in slow_sets(people, SEVERAL).items() if _visible(cell, final)}
        for (_cell, ids), (_other, more) in itertools.permutations(visible.items(), 2):
            if ids < more and _inside(dict(_cell), dict(_other)):
                pairs += 1
                assert len(more) - len(ids) >= LEAST_DIFFERENCE
    assert blocked > 0
    assert pairs > 100


def _visible(cell: tuple[tuple[str, str], ...], final: dict[tuple[str, ...], Shown]) -> bool:
    index = tuple(SEVERAL.by_name[name].labels.index(label) for name, label in cell)
    return bool(final[tuple(name for name, _ in cell)].visible[(0, *index)])


def _inside(cell: dict[str, str], other: dict[str, str]) -> bool:
    for level in SEVERAL.classifications:
        if level.of in cell:
            at = SEVERAL.by_name[level.of].labels.index(cell[level.of])
            cell = cell | {level.name: level.labels[level.groups[at]]}
    return all(cell.get(name) == label for name, label in other.items())


@pytest.mark.requirement("R115")
def test_linear_programming_over_every_pattern_of_labels_leaves_wide_intervals(tmp_path: Path) -> None:
    """The attacker has one unknown for each area, sex and set of forms, and every published cell as an interval."""
    forms = Classification("forms", ("a", "b", "c", "NONE"), sensitive=True, many=True, empty="NONE")
    areas = Classification("region", ("N", "S", "W"))
    sexes = Classification("sex", ("F", "M"))
    lattice = Lattice((areas, sexes, forms), "region")
    narrowest, judged = 99.0, 0
    for seed in range(4):
        rng = np.random.default_rng(seed)
        people = children(400 * (seed + 1), seed, Lattice((areas, sexes), "region"))
        people = [person | {"forms": [f for f in "abc" if rng.random() < 0.12 * (seed + 1)]} for person in people]
        true = true_tables(tmp_path, people, lattice)
        final = release(true, lattice, SECRET.ptable())[0]
        matrix, low, high, rows = _program(lattice, final)
        for table, cells in true.items():
            for index in np.argwhere((cells.counts >= 1) & (cells.counts <= 9))[:8]:
                row = rows[table, tuple(index[1:])].astype(float)
                ends = []
                for sign in (1, -1):
                    found = linprog(
                        sign * row,
                        A_ub=np.vstack([matrix, -matrix]),
                        b_ub=np.concatenate([high, -low]),
                        method="highs",
                    )
                    ends.append(np.inf if found.status == 3 else sign * found.fun)
                assert ends[0] - 1e-6 <= cells.counts[tuple(index)] <= ends[1] + 1e-6
                narrowest, judged = min(narrowest, ends[1] - ends[0]), judged + 1
    assert judged > 15
    assert narrowest >= 5
    print(f"PASS 5 feasibility, several labels: {judged} counts of 1–9, narrowest interval {narrowest:.1f} wide (≥ 5)")


def _program(lattice: Lattice, final: dict[tuple[str, ...], Shown]) -> tuple[Any, Any, Any, dict[Any, Any]]:
    own = lattice.by_name["forms"].labels
    patterns = [
        frozenset(chosen) or frozenset({"NONE"}) for n in range(len(own)) for chosen in itertools.combinations(own[:-1], n)
    ]
    unknowns = list(itertools.product(*[lattice.by_name[c.name].labels for c in lattice.singles], patterns))
    names = [c.name for c in lattice.singles]
    matrix, low, high, rows = [], [], [], {}
    for table, shown in final.items():
        for index in np.ndindex(shown.values.shape[1:]):
            want = {name: lattice.by_name[name].labels[at] for name, at in zip(table, index, strict=True)}
            row = np.array(
                [
                    all(want.get(n, v) == v for n, v in zip(names, unknown, strict=False))
                    and want.get("forms", next(iter(unknown[-1]))) in unknown[-1]
                    for unknown in unknowns
                ]
            )
            rows[table, index] = row
            if shown.states[(0, *index)] == WITHHELD:
                continue
            value, visible = int(shown.values[(0, *index)]), shown.visible[(0, *index)]
            matrix.append(row.astype(float))
            low.append(value - 2 - REACH if visible else 0)
            high.append(value + 2 + REACH if visible else BELOW - 3 + REACH)
    return np.array(matrix), np.array(low, float), np.array(high, float), rows


def test_the_margin_exploit_does_not_take_a_row_for_a_sum() -> None:
    forms = Classification("form", ("a", "b", "NONE"), many=True, empty="NONE")
    lattice = Lattice((Classification("region", ("N",)), forms), "region")

    def narrow(row: list[int], margin: int) -> bool:
        tables = {
            ("form",): Shown(np.array([row]), np.where(np.array([row]) == 0, SUPPRESSED, 0).astype(np.uint8)),
            (): Shown(np.array([margin]), np.array([0], np.uint8)),
        }
        return bool(narrow_cells(("form",), tables, lattice, REACH).any())

    assert not narrow([100, 100, 0], 100)  # a sum would call this impossible; most children have both
    assert narrow([120, 20, 0], 105)  # one label pins the margin: it is at least 113 and at most 112
    assert narrow([10, 0, 0], 45)  # nobody is without a label: the row reaches the margin only with all it can hold


def test_a_row_whose_children_all_have_one_sensitive_form_is_withheld(tmp_path: Path) -> None:
    forms = Classification("form", ("a", "b", "NONE"), sensitive=True, many=True, empty="NONE")
    lattice = Lattice((Classification("region", ("N", "S")), forms), "region")
    people: list[dict[str, Any]] = [{"id": f"n{i}", "region": "N", "form": ["a", "b"][: 1 + i % 2]} for i in range(80)]
    people += [{"id": f"s{i}", "region": "S", "form": [["a"], ["b"], []][i % 3]} for i in range(90)]
    true = true_tables(tmp_path, people, lattice)
    table = ("region", "form")
    assert one_sided(table, true, lattice)[0].tolist() == [[True, False, False], [False, False, False]]
    states = release(true, lattice, SECRET.ptable())[0][table].states[0]
    assert (states[0] == WITHHELD).all()
    assert (states[1] != WITHHELD).all()


@pytest.mark.requirement("R115")
def test_the_next_release_is_the_same_with_one_child_more(tmp_path: Path) -> None:
    people = with_several(children(3_000, 5, SEVERAL_BASES), 5)
    ledger, second = tmp_path / "ledger", tmp_path / "second.ledger"
    first = Cube(make(tmp_path, people, ledger=ledger, as_of=SPRING).path, now=NOW)
    before = {table: first.table(table).rows() for table in SEVERAL.tables}
    child = {"id": "canary", "region": "F", "sex": "UNK", "forms": ["abuse-home", "sale-online"]}
    built = make(tmp_path, [*people, child], ledger=second, previous=ledger)
    after = Cube(built.path, now=NOW)
    assert before == {table: after.table(table).rows() for table in SEVERAL.tables}
    assert built.report.held_cells > 0
    assert ledger.exists()
    assert second.exists()


def test_permanent_keys_of_64_bits_are_cut_to_their_upper_half(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    keys = [2**63 + 7, 2**40 + 3, 5]
    path = tmp_path / "wide.parquet"
    pq.write_table(pa.table({"rk": pa.array(keys, pa.uint64()), "d": ["x"] * 3}), path)
    lattice = Lattice((Classification("d", ("x",)),), "d")
    with Microdata(path) as micro:
        base = micro.base(lattice, person="rk", key="rk")
    assert base.keys.tolist() == [[sum(key >> 32 for key in keys) % 2**32]]


def test_a_unit_may_be_unreported_in_one_period_only(tmp_path: Path) -> None:
    where = Structural((("year", "2026"), ("region", "S")), CellState.UNKNOWN)
    regions = (Classification("region", ("N", "S")),)
    lattice = Lattice(regions, "region", "year", ("2025", "2026"), (where,))
    people = [
        {"id": f"{y}{r}{i}", "region": r, "year": y}
        for y, r in (("2025", "S"), ("2025", "N"), ("2026", "N"))
        for i in range(50)
    ]
    ledger = tmp_path / "ledger"
    rows = Cube(make(tmp_path, people, lattice, ledger=ledger).path, now=NOW).table(["region"]).rows()
    found = {(row["period"], row["region"]): row["state"] for row in rows}
    assert (found["2025", "S"], found["2026", "S"], found["2026", "_T"]) == ("value", "unknown", "value")
    assert make(tmp_path, people, Lattice(regions, "region", "year", ("2025", "2026")), ledger=ledger).report.passed


BAD = [
    lambda: Classification("f", ("a",), many=True),
    lambda: Classification("f", ("a",), many=True, empty="NONE"),
    lambda: Classification("f", ("a",), empty="a"),
    lambda: Lattice((REGION, FORMS, Classification("g", ("x", "NONE"), many=True, empty="NONE")), "region"),
    lambda: Lattice((FORMS,), "forms"),
    lambda: Lattice((REGION, FORMS, Classification("g", ("x",), of="forms", groups=(0,) * 6)), "region"),
]


@pytest.mark.parametrize("act", BAD)
def test_what_does_not_fit_is_refused(act: Any) -> None:
    with pytest.raises(DisclosureRefused):
        act()


def test_a_lattice_and_its_json_agree() -> None:
    assert Lattice.from_json(SEVERAL.to_json()) == SEVERAL
    assert SEVERAL.several(("region", "family")) == FAMILY.name
    assert "many" not in json.loads(SEVERAL_BASES.to_json())["classifications"][0]


def test_an_unregistered_label_among_several_stops_the_build(tmp_path: Path) -> None:
    people = with_several(children(40, 1, SEVERAL_BASES), 1)
    people[0]["forms"] = ["sale", "other"]
    with pytest.raises(DisclosureRefused, match="not registered"):
        make(tmp_path, people)


def test_no_list_is_none_or_unknown(tmp_path: Path) -> None:
    known = Classification("f", ("a", "NONE", "UNK"), frozenset({"UNK"}), many=True, empty="NONE")
    people: list[dict[str, Any]] = [
        {"id": "1", "d": "x", "f": ["a"]},
        {"id": "2", "d": "x", "f": None},
        {"id": "3", "d": "x", "f": []},
    ]
    true = true_tables(tmp_path, people, Lattice((Classification("d", ("x",)), known), "d"))
    assert true[("f",)].counts.tolist() == [[1, 1, 1]]


def test_the_command_takes_one_column_with_several_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    csv, out = tmp_path / "micro.csv", tmp_path / "cube.parquet"
    lines = [f"{i},{'NS'[i % 2]},{['a;b', 'a', 'b', ''][i % 4 if i % 2 else (i // 2) % 4]}" for i in range(400)]
    csv.write_text("\n".join(["id,region,form", *lines]))
    (tmp_path / "secret").write_text(json.dumps({"key": "ab" * 32}))
    plain = [
        str(csv),
        "--person",
        "id",
        "--dims",
        "region,form",
        "--secret-file",
        str(tmp_path / "secret"),
        "--out",
        str(out),
    ]
    assert main(["cube", *plain, "--several", "form"]) == 0
    capsys.readouterr()
    assert main(["table", str(out), "--by", "form", "--json"]) == 0
    rows = {row["form"]: row["value"] for row in json.loads(capsys.readouterr().out)["cells"]}
    assert set(rows) == {"a", "b", "NONE", "_T"}
    assert abs(rows["_T"] - 400) <= 10
    assert main(["cube", *plain, "--several", "other"]) == 3
    assert "not among the columns" in capsys.readouterr().err


def test_the_sets_of_cells_are_kept_by_value(tmp_path: Path) -> None:
    """Held sets of a classification with several labels are those of the last release."""
    people = with_several(children(600, 9, SEVERAL_BASES), 9)
    true = true_tables(tmp_path, people, SEVERAL)
    again = true_tables(tmp_path, people[3:], SEVERAL)
    sets: dict[tuple[str, ...], Cells] = release(again, SEVERAL, SECRET.ptable(), true)[1]
    for table, cells in sets.items():
        moved = np.abs(cells.counts - true[table].counts)
        assert not ((moved > 0) & (moved < LEAST_DIFFERENCE)).any()
