"""The attack battery of reference/statistics.md 2.4. Each test prints its pass line."""

from __future__ import annotations

import inspect
import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tutela.methods.disclosure.base import Cells
from tutela.methods.disclosure.cube import Built, build
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.lattice import Classification, Lattice
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.disclosure.ptable import PTable, max_entropy_ptable, row_for
from tutela.methods.disclosure.query import Cube
from tutela.methods.disclosure.release import LEAST_DIFFERENCE, hold, narrow_cells, release
from tutela.methods.disclosure.rules import BELOW, Shown, perturbed
from tutela.methods.disclosure.tables import TOTAL, CellState, state_code

from .people import AUTUMN, LATTICE, NOW, SECRET, SPRING, Person, children, micro_file, slow_sets, true_tables

REACH = 5  # the attacker of these tests is told the secret maximum noise
SUPPRESSED, WITHHELD = state_code(CellState.SUPPRESSED), state_code(CellState.WITHHELD)


def passes(attack: str, line: str) -> None:
    print(f"PASS {attack}: {line}")


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return children(6_000, seed=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("disclosure")


@pytest.fixture(scope="module")
def truth(folder: Path, people: list[Person]) -> dict[tuple[str, ...], Cells]:
    return true_tables(folder, people)


@pytest.fixture(scope="module")
def shown(truth: dict[tuple[str, ...], Cells]) -> dict[tuple[str, ...], Shown]:
    return release(truth, LATTICE, SECRET.ptable())[0]


def built(folder: Path, people: list[Person], name: str, when=AUTUMN, ledger: Path | None = None) -> Built:
    with Microdata(micro_file(folder, people, f"{name}.micro.parquet")) as micro:
        return build(
            micro,
            LATTICE,
            folder / f"{name}.parquet",
            secret=SECRET,
            person="id",
            as_of=when,
            now=NOW,
            ledger=ledger,
        )


@pytest.fixture(scope="module")
def cube(folder: Path, people: list[Person]) -> Cube:
    done = built(folder, people, "battery")
    return Cube(done.path, now=NOW, trust=done.public_key)


@pytest.mark.slow
def test_1_repeating_a_question_gives_the_same_bytes(cube: Cube, folder: Path, people: list[Person]) -> None:
    answers = {cube.table(["region", "sex"]).to_json() for _ in range(1_000)}
    again = built(folder, list(reversed(people)), "battery-again")
    answers.add(Cube(again.path, now=NOW).table(["sex", "region"]).to_json())
    assert len(answers) == 1
    passes("1 repetition", "1 000 repeats and a rebuild in another order: 1 distinct answer")


def test_2_the_same_children_by_different_routes_get_the_same_noise(
    truth: dict[tuple[str, ...], Cells], people: list[Person]
) -> None:
    sets: dict[frozenset[str], set[int]] = {}
    routes = 0
    ptable = SECRET.ptable()
    values = {table: perturbed(cells, ptable) for table, cells in truth.items()}
    for cell, ids in slow_sets(people).items():
        table = tuple(name for name, _ in cell)
        index = tuple(LATTICE.by_name[name].labels.index(label) for name, label in cell)
        sets.setdefault(ids, set()).add(int(values[table][(0, *index)]))
        routes += 1
    shared = routes - len(sets)
    assert shared > 0
    assert all(len(found) == 1 for found in sets.values())
    passes("2 routes", f"{shared} sets reached by more than one route, every time the same value")


@pytest.mark.slow
def test_3_averaging_over_every_partition_gains_at_most_three_points_overall(folder: Path) -> None:
    """The pass line is judged over all true counts of 3–29.

    Known limit, measured once on 700 populations of 2 500: among the 6 % of these cells (1 071 of 18 973) that have a
    partition with every part shown, averaging finds 17.7 % against 11.8 % for one look, a gain of 6 points, not of 3.
    Over all cells the gain is at most 0.3 points (15.9 % to 16.2 %), because the parts of small cells are hidden.
    """
    ptable = SECRET.ptable()
    single = averaged = targets = 0
    for seed in range(40):
        true = true_tables(folder, children(2_500, seed=100 + seed))
        final = release(true, LATTICE, ptable)[0]
        for table, cells in true.items():
            if not 1 <= len(table) <= 2:
                continue
            for index in np.argwhere((cells.counts >= 3) & (cells.counts <= 29)):
                looks = _looks(table, tuple(index), final)
                if not looks:
                    continue
                weights = np.array([1 / size for _, size in looks])
                estimate = float(np.dot(weights, [value for value, _ in looks]) / weights.sum())
                direct = final[table].values[tuple(index)] if final[table].visible[tuple(index)] else 5
                single += int(direct == cells.counts[tuple(index)])
                averaged += int(round(estimate) == cells.counts[tuple(index)])
                targets += 1
    assert targets > 500
    assert averaged / targets <= single / targets + 0.03
    passes(
        "3 averaging", f"{targets} counts of 3–29: one look {single / targets:.1%}, all partitions {averaged / targets:.1%}"
    )


def _looks(table: tuple[str, ...], index: tuple[int, ...], final: dict[tuple[str, ...], Shown]) -> list[tuple[float, int]]:
    """(value, cells summed) for the direct look and for every finer table that adds up to the cell; "<10" counts as 5."""
    looks = []
    roots = {LATTICE.by_name[name].root for name in table}
    for finer, shown in final.items():
        kept = [name for name in finer if name in table]
        extra = [LATTICE.by_name[name].root for name in finer if name not in table]
        if kept != list(table) or roots & set(extra):
            continue
        where = tuple(
            index[0] if i == 0 else index[1 + table.index(finer[i - 1])] if finer[i - 1] in table else slice(None)
            for i in range(len(finer) + 1)
        )
        states = np.atleast_1d(shown.states[where])
        if (states == WITHHELD).any():
            continue
        values = np.where(states == SUPPRESSED, 5, np.atleast_1d(shown.values[where]))
        looks.append((float(values.sum()), int(values.size)))
    return looks


@pytest.mark.slow
def test_4_no_two_nested_published_cells_differ_by_one_to_four(folder: Path) -> None:
    pairs = blocked = 0
    for seed, size in ((3, 6_000), (4, 3_000), (5, 12_000)):
        people = children(size, seed)
        true = true_tables(folder, people)
        final, _, report = release(true, LATTICE, SECRET.ptable())
        blocked += report.nested_areas
        visible = {cell: ids for cell, ids in slow_sets(people).items() if _visible(cell, final)}
        for cell, ids in visible.items():
            for other, more in visible.items():
                if cell != other and _inside(cell, other):
                    pairs += 1
                    assert len(more) - len(ids) not in range(1, LEAST_DIFFERENCE), (cell, other)
        assert report.nested_pairs_left == 0
    assert blocked > 0
    passes("4 differencing", f"{pairs} nested published pairs, 0 below {LEAST_DIFFERENCE}; {blocked} areas withheld for it")


def _visible(cell: tuple[tuple[str, str], ...], final: dict[tuple[str, ...], Shown]) -> bool:
    index = tuple(LATTICE.by_name[name].labels.index(label) for name, label in cell)
    return bool(final[tuple(name for name, _ in cell)].visible[(0, *index)])


def _inside(cell: tuple[tuple[str, str], ...], other: tuple[tuple[str, str], ...]) -> bool:
    """Whether everybody in `cell` is by definition in `other`."""
    told = dict(cell)
    for name, label in cell:
        for level in LATTICE.classifications:
            if level.of == name:
                told[level.name] = level.labels[level.groups[LATTICE.by_name[name].labels.index(label)]]
    return all(told.get(name) == label for name, label in other)


class Lattices:
    """The attacker's linear program over all published tables: one variable per base cell, one interval per cell."""

    def __init__(self, final: dict[tuple[str, ...], Shown]) -> None:
        bases = [c.name for c in LATTICE.bases]
        shape = LATTICE.shape(bases)[1:]
        codes = np.indices(shape).reshape(len(bases), -1)
        self.rows: dict[tuple[tuple[str, ...], tuple[int, ...]], np.ndarray] = {}
        matrix, low, high = [], [], []
        for table, shown in final.items():
            spread = [LATTICE.lift(LATTICE.by_name[n].root, n)[codes[bases.index(LATTICE.by_name[n].root)]] for n in table]
            for index in np.ndindex(shown.values.shape[1:]):
                row = np.ones(codes.shape[1], bool)
                for axis, position in enumerate(index):
                    row &= spread[axis] == position
                self.rows[table, index] = row
                if shown.states[(0, *index)] == WITHHELD:
                    continue
                value = int(shown.values[(0, *index)])
                visible = shown.visible[(0, *index)]
                matrix.append(row)
                low.append(value - 2 - REACH if visible else 0)
                high.append(value + 2 + REACH if visible else BELOW - 3 + REACH)
        inside = np.array(matrix, float)
        self.matrix = csr_array(np.vstack([inside, -inside]))
        self.limits = np.concatenate([np.array(high, float), -np.array(low, float)])

    def interval(self, table: tuple[str, ...], index: tuple[int, ...]) -> tuple[float, float]:
        row = self.rows[table, index].astype(float)
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * row, A_ub=self.matrix, b_ub=self.limits, method="highs")
            ends.append(float("inf") if answer.status == 3 else sign * float(answer.fun))
        return ends[0], ends[1]


@pytest.mark.slow
def test_5_linear_programming_over_all_tables_leaves_wide_intervals(
    truth: dict[tuple[str, ...], Cells], shown: dict[tuple[str, ...], Shown]
) -> None:
    attack = Lattices(shown)
    small = [
        (table, tuple(int(i) for i in index[1:]))
        for table, cells in truth.items()
        for index in np.argwhere((cells.counts >= 1) & (cells.counts <= 9))
    ]
    chosen = small[:: max(1, len(small) // 60)]
    widths = []
    for table, index in chosen:
        lower, upper = attack.interval(table, index)
        count = truth[table].counts[(0, *index)]
        assert lower - 1e-6 <= count <= upper + 1e-6
        widths.append(upper - lower)
    assert min(widths) >= 5
    passes(
        "5 feasibility", f"{len(chosen)} of {len(small)} true counts 1–9: narrowest interval {min(widths):.1f} wide (≥ 5)"
    )


@pytest.mark.slow
def test_6_two_snapshots_never_differ_by_a_countable_few(folder: Path, people: list[Person]) -> None:
    steps = held = changed = 0
    ptable = SECRET.ptable()
    before = release(true_tables(folder, people[:5_000]), LATTICE, ptable)
    for upto in range(5_003, 5_150, 7):
        # three leave, ten come
        after = release(true_tables(folder, people[(upto - 5_000) // 3 : upto]), LATTICE, ptable, before[1])
        for table, cells in after[1].items():
            old = before[1][table]
            moved = np.abs(cells.counts - old.counts)
            assert not ((moved > 0) & (moved < LEAST_DIFFERENCE)).any()
            assert not ((moved == 0) & (cells.keys != old.keys)).any()
            changed += int((moved > 0).sum())
        assert after[2].nested_pairs_left == 0
        held += after[2].held_cells
        steps += 1
        before = after
    assert held > 0
    assert changed > 0
    passes("6 snapshots", f"{steps} successive snapshots: {changed} cells changed by ≥ 5, {held} held, 0 changed by 1–4")


def test_7_the_margin_exploit_finds_nothing() -> None:
    """ESS guide: two 1s published with a margin of 0 prove the counts. No published triple of ours pins a count of 1–9."""
    steps = {n: np.unique(row_for(min(n, REACH + 3), REACH, 3.0)) for n in range(1, 91)}
    outcomes = {n: {_display(n + int(d)) for d in found} for n, found in steps.items()} | {0: {0}}
    compatible: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for a, b in itertools.product(range(45), repeat=2):
        for triple in itertools.product(outcomes[a], outcomes[b], outcomes[a + b]):
            compatible.setdefault(triple, []).append((a, b))
    narrowest, caught, published = 99, 0, 0
    for triple, pairs in compatible.items():
        if max(max(pair) for pair in pairs) > 36:
            continue  # the edge of the search
        if _pinned(triple):
            caught += 1
            continue
        published += 1
        for counts in zip(*pairs, strict=True):
            if any(1 <= count <= 9 for count in counts):
                narrowest = min(narrowest, max(counts) - min(counts))
    assert narrowest >= 5
    assert caught > 0
    assert (1, 1, 0) not in compatible
    passes("7 margin", f"{published} publishable triples, narrowest range {narrowest} (≥ 5); {caught} narrow ones withheld")


def _pinned(triple: tuple[int, int, int]) -> bool:
    lattice = Lattice((Classification("region", ("N",)), Classification("form", ("a", "b"))), "region")
    whole = {("form",): np.array([triple[:2]]), (): np.array([triple[2]])}
    tables = {table: Shown(values, np.where(values == 0, SUPPRESSED, 0).astype(np.uint8)) for table, values in whole.items()}
    return bool(narrow_cells(("form",), tables, lattice, REACH).any())


def _display(noisy: int) -> int:
    rounded = (noisy + 2) // 5 * 5
    return rounded if rounded >= BELOW else 0


@pytest.mark.parametrize(("reach", "variance"), [(5, 3.0), (5, 3.5), (7, 4.0), (8, 6.5)])
def test_8_the_noise_has_the_moments_it_should(reach: int, variance: float) -> None:
    noise = max_entropy_ptable(reach, variance).noise.astype(float)
    published = noise + np.arange(1, len(noise) + 1)[:, None]
    assert np.abs(noise.mean(axis=1)).max() < 1e-9
    assert np.abs(noise.var(axis=1) - variance).max() < 1e-9
    assert published.min() >= 0
    assert not np.isin(published, (1, 2)).any()
    assert np.abs(noise).max() <= reach
    passes("8 moments", f"|bias| {np.abs(noise.mean(axis=1)).max():.0e}, variance exact, no negatives, no 1 or 2")


def test_9_equality_with_the_ons_package() -> None:
    stored = np.load(Path(__file__).parent / "data" / "ons.npz")
    ptable = PTable(stored["noise"], repeat=250)
    cells = 0
    for seed in range(20):
        answer, codes, keys = stored[f"answer{seed}"], stored[f"codes{seed}"], stored[f"keys{seed}"]
        flat = np.ravel_multi_index(tuple(codes.astype(int)), answer.shape)
        counts = np.bincount(flat, minlength=answer.size).reshape(answer.shape)
        sums = np.bincount(flat, weights=keys.astype(float), minlength=answer.size).reshape(answer.shape)
        ours = ptable.perturb(counts, sums)
        assert (np.where(ours < 10, -1, ours) == answer).all()
        cells += answer.size
    passes("9 ONS", f"20 random tables, {cells} cells, all equal to cell-key-perturbation 3.1.0")


@settings(max_examples=150, deadline=None)
@given(
    by=st.lists(
        st.one_of(st.sampled_from([*LATTICE.by_name, "region='A'", "A", "sex+age", "*", ""]), st.text(max_size=30)),
        max_size=6,
    )
)
def test_10_only_registered_tables_are_answered(cube: Cube, by: list[str]) -> None:
    roots = [LATTICE.by_name[name].root for name in by if name in LATTICE.by_name]
    right = len(by) <= 3 and len(roots) == len(by) == len(set(roots))
    if right:
        assert set(cube.table(by).by) == set(by)
    else:
        with pytest.raises(DisclosureRefused):
            cube.table(by)


def test_10_there_is_no_parameter_to_filter_with(cube: Cube) -> None:
    assert list(inspect.signature(Cube.table).parameters) == ["self", "by", "period"]
    with pytest.raises(DisclosureRefused, match="no such period"):
        cube.table(["region"], period="2026' OR 1=1")
    for forbidden in ("where", "filter", "having", "labels", "limit"):
        with pytest.raises(TypeError):
            cube.table(["region"], **{forbidden: "A"})
    passes("10 fuzz", "only (registered names, period) are understood; everything else is refused")


@pytest.mark.slow
def test_11_the_time_of_an_answer_does_not_tell_who_is_there(folder: Path, people: list[Person]) -> None:
    child = {"id": "canary", "region": "F", "sex": "UNK", "age": "0-4", "form": "sale"}
    cubes = [built(folder, people, "absent"), built(folder, [*people, child], "present")]
    times: list[list[float]] = [[], []]
    for _ in range(60):
        for number, done in enumerate(cubes):
            start = time.perf_counter()
            Cube(done.path, now=NOW).table(["region", "sex", "form"]).to_json()
            times[number].append(time.perf_counter() - start)
    absent, present = (float(np.quantile(found, 0.25)) for found in times)
    assert 0.7 < present / absent < 1.4
    passes("11 timing", f"lower quartile with the child / without: {present / absent:.2f}")


@pytest.mark.slow
def test_12_one_child_can_never_be_inferred(folder: Path, people: list[Person]) -> None:
    rare = min(
        itertools.product(*[own.labels for own in LATTICE.bases]),
        key=lambda labels: sum(all(p[c.name] == v for c, v in zip(LATTICE.bases, labels, strict=True)) for p in people),
    )
    child = {"id": "canary"} | {own.name: label for own, label in zip(LATTICE.bases, rare, strict=True)}
    ledger = folder / "canary.ledger"
    without = Cube(built(folder, people, "canary", SPRING, ledger).path, now=NOW)
    first = {table: without.table(table).rows() for table in LATTICE.tables}
    withal = Cube(built(folder, [*people, child], "canary", AUTUMN, ledger).path, now=NOW)
    second = {table: withal.table(table).rows() for table in LATTICE.tables}
    assert first == second  # the next release, with the child, shows the very same tables
    true = true_tables(folder, [*people, child])
    final, _, report = release(true, LATTICE, SECRET.ptable())
    assert report.passed
    attack = Lattices(final)
    widths = []
    for table in LATTICE.tables:
        if len(table) == 3 and "province" not in table:
            index = tuple(LATTICE.by_name[name].labels.index(child[name]) for name in table)
            lower, upper = attack.interval(table, index)
            count = true[table].counts[(0, *index)]
            if count < 10:
                assert lower <= max(0, count - 1) + 1e-6
                widths.append(upper - lower)
    assert widths
    assert min(widths) >= 5
    passes(
        "12 canary",
        f"same release with and without the child; alone, narrowest interval {min(widths):.1f} and absence always possible",
    )


@settings(max_examples=60, deadline=None)
@given(
    now=st.lists(st.integers(0, 30), min_size=6, max_size=6),
    before=st.lists(st.integers(0, 30), min_size=6, max_size=6),
)
def test_a_held_cell_shows_the_earlier_set(now: list[int], before: list[int]) -> None:
    made = [Cells(np.array([c]), np.array([[v * 7 + 1 for v in c]], np.uint64)) for c in (now, before)]
    used, held = hold(made[0], made[1])
    for i, (new, old) in enumerate(zip(now, before, strict=True)):
        expected = old if abs(new - old) < LEAST_DIFFERENCE else new
        assert used.counts[0, i] == expected
        assert held[0, i] == (expected != new)


def test_totals_carry_the_total_label(cube: Cube) -> None:
    rows = cube.table(["sex", "age"]).rows()
    assert rows[-1]["sex"] == rows[-1]["age"] == TOTAL
