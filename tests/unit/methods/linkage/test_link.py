"""Linking: figures on FEBRL, children's data, explanation, decisions."""

from __future__ import annotations

import math
import shutil
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.unit.methods.linkage import febrl
from tutela.methods.linkage.blocks import choose
from tutela.methods.linkage.columns import prepare
from tutela.methods.linkage.engine import EngineMissing, open_engine
from tutela.methods.linkage.link import Linkage, link, one_to_one
from tutela.methods.linkage.register import BadInput, Register

FEBRL = {"given": "given_name", "family": "surname", "born": "date_of_birth"}


def register(rows: list[dict[str, Any]], places: tuple[str, ...] = (), **fields: str) -> Register:
    columns = {name: ([str(row.get(column, "")) for row in rows],) for name, column in fields.items()}
    if places:
        columns["place"] = tuple([row[column] for row in rows] for column in places)
    return Register("test", columns, list(range(2, len(rows) + 2)))


def children(*rows: str) -> Register:
    """given | family | born | sex | place | guardian | id | alias"""
    names = ("given", "family", "born", "sex", "place", "guardian", "id", "alias")
    split = [[cell.strip() for cell in row.split("|")] for row in rows]
    columns = {name: ([row[at] if at < len(row) else "" for row in split],) for at, name in enumerate(names)}
    return Register("children", columns, list(range(2, len(rows) + 2)))


def probability(one: str, other: str) -> float:
    found = link(children(one), children(other), threshold=0.0001)
    return float(found.links["probability"][0].as_py()) if len(found.links) else 0.0


@pytest.mark.slow
def test_febrl4_without_the_social_security_number_reaches_the_reference() -> None:
    left, right = febrl.rows("4a"), febrl.rows("4b")
    found = link(
        register(left, ("postcode", "street_number"), **FEBRL),
        register(right, ("postcode", "street_number"), **FEBRL),
        one_to_one_only=True,
    )
    pairs = [
        (left[i]["rec_id"], right[j]["rec_id"])
        for i, j in zip(found.links["left_row"].to_pylist(), found.links["right_row"].to_pylist(), strict=True)
    ]
    precision, recall, f1 = febrl.f1(pairs, 5000)
    assert found.trained
    assert f1 >= 0.992, (precision, recall, f1)
    assert precision >= 0.999
    _explains_itself(found)


def _explains_itself(found: Linkage) -> None:
    """Prior and evidence add up to the weight of every link: the waterfall has no hidden step."""
    prior = found.model["probability_two_random_records_match"]
    total = np.full(len(found.links), math.log2(prior / (1 - prior)))
    for name in found.links.column_names:
        if name.endswith("_bits"):
            total += found.links[name].to_numpy()
    assert np.abs(total - found.links["weight"].to_numpy()).max() < 0.01


@pytest.mark.slow
def test_febrl3_duplicates_are_found_and_casework_is_stricter() -> None:
    rows = febrl.rows("3")
    source = register(rows, ("postcode", "street_number"), **FEBRL)
    loose, strict = link(source), link(source, purpose="casework")
    for found, least in ((loose, 0.99), (strict, 0.999)):
        pairs = [
            (rows[i]["rec_id"], rows[j]["rec_id"])
            for i, j in zip(found.links["left_row"].to_pylist(), found.links["right_row"].to_pylist(), strict=True)
        ]
        assert febrl.f1(pairs, 6538)[0] >= least
    assert len(strict.links) < len(loose.links)
    assert strict.links.num_rows + strict.review.num_rows >= loose.links.num_rows


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed | Diallo | 2012-03-04 | M | Kayes", "محمد | Jallow | 2012-03-04 | M | Kayes"),
        ("Amina | Hassan Ali | 2012 | F | Kassala", "Aminah | Hasan | 2012-05-01 | F | Kassala"),
        ("Diallo | Fatoumata | 2011-01-05 | F | Mopti", "Fatoumata | Diallo | 2011-01-05 | F | Bamako"),
        (
            "Yohannes | Gebre Selassie | 2010 | M | Asmara | Hiwot Tekle",
            "Johannes | Gebreselassie | 2010 | M | Keren | Tekle Hiwot",
        ),
        ("Ion | Popescu | 2013-02-03 | M | Iasi |  | AB-123456", "Ion | Popesku | 2013-02-03 | M | Paris |  | AB 123456"),
    ],
)
def test_one_child_in_two_spellings_is_linked(one: str, other: str) -> None:
    assert probability(one, other) >= 0.5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed | Diallo | 2012-03-04 | M | Kayes", "Mahmoud | Diarra | 2009-08-21 | M | Kayes"),
        ("Amina | Hassan | 2012 | F | Kassala", "Amina | Hussein | 2015 | F | Port Sudan"),
        ("Ana | Lopez |  | F | Lima", "Ana | Quispe |  | F | Lima"),
        ("Samir | Haddad | 2010-01-01 | M | Tyre", "Samira | Haddad | 2012-06-01 | F | Tyre"),
    ],
)
def test_two_children_are_not_linked(one: str, other: str) -> None:
    assert probability(one, other) < 0.5


@pytest.mark.slow
def test_an_identifier_that_never_agrees_is_a_label() -> None:
    one = children("Awa | Diop | 2012-03-04 | F | Dakar | | rec-1-org")
    found = link(one, children("Awa | Diop | 2012-03-04 | F | Dakar | | rec-1-dup"))
    assert len(found.links) == 1
    assert "row label" in found.notes[0]
    assert not any(name.startswith("identifier") for name in found.links.column_names)


def test_nothing_to_link_by_and_wrong_thresholds_are_refused() -> None:
    with pytest.raises(BadInput, match="no"):
        link(children(" | | 2012"), children("Awa | Diop"))
    with pytest.raises(ValueError, match="threshold"):
        link(children("Awa | Diop"), threshold=0)
    with pytest.raises(ValueError, match="no engine"):
        open_engine("abacus")


def pairs(*rows: tuple[int, int, float]) -> pa.Table:
    left, right, weight = zip(*rows, strict=True)
    return pa.table({"left_row": left, "right_row": right, "weight": weight})


def test_one_to_one_takes_the_better_pair_and_leaves_rivals_to_a_person() -> None:
    table = pairs((0, 0, 20.0), (1, 0, 19.0), (1, 1, 12.0), (2, 2, 11.0))
    assert one_to_one(table, same_register=False).tolist() == [True, False, False, True]
    assert one_to_one(table, same_register=False, rival_bits=4.0).tolist() == [False, False, False, True]
    assert one_to_one(pairs((0, 1, 9.0), (1, 2, 8.0)), same_register=True).tolist() == [True, False]


def test_blocking_stays_within_its_budget() -> None:
    rows = [{"g": "Ana", "f": "Lopez", "b": f"20{i % 20:02}-01-0{i % 9 + 1}", "p": "Lima"} for i in range(3000)]
    table, problems = prepare(register(rows, ("p",), given="g", family="f", born="b"))
    assert not problems
    rules = choose(table, None, table.column_names)
    assert rules
    assert ("place1",) not in rules
    assert ("names_key",) not in rules


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_same_model_runs_on_spark() -> None:
    try:
        import pyspark  # type: ignore[import-not-found]  # noqa: F401
    except ImportError:
        with pytest.raises(EngineMissing, match="PySpark is not installed"):
            open_engine("spark")
        pytest.skip(
            "PySpark is not installed here, so the Spark engine was only asked to say so; install it to run this test."
        )
    if not shutil.which("java"):
        with pytest.raises(EngineMissing, match="no Java"):
            open_engine("spark")
        pytest.skip("There is no Java here, so the Spark engine was only asked to say so; install Java 17 to run this test.")
    rows = febrl.rows("4a")[:600], febrl.rows("4b")[:600]
    sides = [register(side, ("postcode",), **FEBRL) for side in rows]
    duck, spark = (
        {
            (row["left_row"], row["right_row"]): row["probability"]
            for row in found.links.select(["left_row", "right_row", "probability"]).to_pylist()
            if found.trained
        }
        for found in (link(*sides), link(*sides, engine="spark"))
    )
    # Each engine draws its own sample to learn from, so probabilities agree closely and not to the last digit.
    assert duck
    assert duck.keys() == spark.keys()
    assert max(abs(duck[pair] - spark[pair]) for pair in duck) < 0.02
