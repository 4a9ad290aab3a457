"""The same questions to DuckDB and to Spark. The whole folder runs on Spark with ``TUTELA_ANALYTICS=spark``."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from tutela.methods.disclosure import command
from tutela.methods.disclosure.base import Base
from tutela.methods.disclosure.engine import open_engine
from tutela.methods.disclosure.errors import DisclosureRefused
from tutela.methods.disclosure.lattice import Classification, Lattice
from tutela.methods.disclosure.micro import Microdata
from tutela.methods.spark import EngineMissing

from .people import FORMS, LATTICE, SECRET, SEVERAL, children, micro_file, with_several

BASES = Lattice(tuple(c for c in SEVERAL.bases if not c.many), "region")
PERIODS = Lattice((LATTICE.by_name["region"], LATTICE.by_name["sex"]), "region", "year", ("2025", "2026"))


def _several(folder: Path) -> tuple[Path, Lattice, dict[str, Any]]:
    return micro_file(folder, with_several(children(200, 3, BASES), 3)), SEVERAL, {"person": "id", "secret": SECRET}


def _text(folder: Path) -> tuple[Path, Lattice, dict[str, Any]]:
    """A CSV with periods, blanks of an unknown category, and labels divided by ;."""
    people = with_several(children(100, 4, PERIODS), 4)
    rows = [person | {"forms": ";".join(person["forms"]), "year": year} for person in people for year in PERIODS.periods]
    rows[0]["sex"] = rows[5]["sex"] = ""
    pa.csv.write_csv(pa.Table.from_pylist(rows), folder / "micro.csv")
    lattice = Lattice((*PERIODS.classifications, FORMS), "region", "year", PERIODS.periods)
    return folder / "micro.csv", lattice, {"person": "id", "secret": SECRET}


def _wide(folder: Path) -> tuple[Path, Lattice, dict[str, Any]]:
    """Permanent keys of 64 bits, the highest bit set."""
    keys = [2**63 + 7, 2**64 - 1, 2**40 + 3, 5]
    pq.write_table(pa.table({"rk": pa.array(keys, pa.uint64()), "d": ["x", "y", "x", "x"]}), folder / "wide.parquet")
    return folder / "wide.parquet", Lattice((Classification("d", ("x", "y")),), "d"), {"person": "rk", "key": "rk"}


def _narrow(folder: Path) -> tuple[Path, Lattice, dict[str, Any]]:
    people = [person | {"rk": str(SECRET.record_key(person["id"]))} for person in children(50, 5)]
    return micro_file(folder, people), LATTICE, {"person": "id", "key": "rk"}


def _counted(path: Path, lattice: Lattice, told: dict[str, Any], engine: str) -> Base:
    with Microdata(path, engine=engine) as micro:
        return micro.base(lattice, **told)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.requirement("R115")
@pytest.mark.parametrize("given", [_several, _text, _wide, _narrow])
def test_spark_counts_the_same_cells_with_the_same_keys(tmp_path: Path, given: Any) -> None:
    if importlib.util.find_spec("pyspark") is None or not shutil.which("java"):
        pytest.skip("PySpark or Java is not installed here; install both to run this test.")
    path, lattice, told = given(tmp_path)
    duck, spark = (_counted(path, lattice, told, engine) for engine in ("duckdb", "spark"))
    assert duck.counts.sum() > 0
    assert list(duck.several) == list(spark.several)
    for ours, theirs in [(duck, spark), *((duck.several[name], spark.several[name]) for name in duck.several)]:
        np.testing.assert_array_equal(ours.counts, theirs.counts)
        np.testing.assert_array_equal(ours.keys, theirs.keys)


def test_the_environment_names_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = micro_file(tmp_path, children(5, 1))
    monkeypatch.setenv("TUTELA_ANALYTICS", "hadoop://host")
    with pytest.raises(DisclosureRefused, match="no engine 'hadoop://host'"):
        Microdata(path)
    with Microdata(path, engine="duckdb") as micro:  # what is said here counts more
        assert micro.discover("sex")


def test_what_spark_lacks_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, secret = micro_file(tmp_path, children(5, 1)), tmp_path / "secret"
    secret.write_bytes(SECRET.key)
    monkeypatch.setitem(importlib.import_module("sys").modules, "pyspark.sql", None)
    ask = ["cube", str(path), "--person", "id", "--dims", "sex", "--secret-file", str(secret), "--engine", "spark"]
    assert command.main([*ask, "--out", str(tmp_path / "cube.parquet")]) == 3
    assert "PySpark is not installed here" in capsys.readouterr().err
    assert not (tmp_path / "cube.parquet").exists()
    monkeypatch.undo()
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineMissing, match="PySpark is not installed|no Java"):
        open_engine("spark://host:7077")


def test_no_question_holds_the_secret(tmp_path: Path) -> None:
    """Neither the text of a question nor what a plan would show of it."""
    import ibis

    asked: list[str] = []
    with Microdata(micro_file(tmp_path, children(20, 2))) as micro:
        ask = micro._ask
        micro._ask = lambda question: asked.append(ibis.to_sql(question, dialect="duckdb")) or ask(question)  # type: ignore[method-assign,func-returns-value]
        micro.base(LATTICE, person="id", secret=SECRET)
    assert any("RECORD_KEY" in text.upper() for text in asked)
    for pad in (*SECRET.pads(), SECRET.key):
        assert not any(form in text for text in asked for form in (pad.hex(), pad.hex().upper(), repr(pad), str(list(pad))))


@pytest.mark.slow
def test_what_does_not_fit_into_the_memory_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    many = pa.table({"id": [f"a child with a long number {number}" for number in range(300_000)], "d": ["x"] * 300_000})
    pq.write_table(many, tmp_path / "many.parquet")
    lattice = Lattice((Classification("d", ("x",)),), "d")
    with Microdata(tmp_path / "many.parquet", memory="8MB") as micro, pytest.raises(DisclosureRefused) as refused:
        micro.base(lattice, person="id", secret=SECRET)
    assert refused.value.code == "memory"
    assert "count them with Spark" in refused.value.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["many.parquet"]
