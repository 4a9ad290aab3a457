"""``tutela link`` from the outside: result files, reports, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet
import pytest

from tutela.methods.linkage.command import main

MAP = "given=first,family=last,sex=sex,born=dob,place=town,id=doc"
HEAD = "first,last,sex,dob,town,doc\n"
LEFT = HEAD + "Amina,Hassan Ali,F,2010-03-04,Kassala,\nAmadou,Diallo,M,2011,Kayes,X1\nEva,Novak,F,rubbish,Brno,\n"
RIGHT = HEAD + "Aminah,Hasan Ali,F,2010-03-04,Kassala,\nAhmadou,Jallow,M,2011-05-06,Kayes,X1\nJan,Kos,M,2000,Brno,\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    (tmp_path / "left.csv").write_text(LEFT, encoding="utf-8")
    (tmp_path / "right.csv").write_text(RIGHT, encoding="utf-8")
    return str(tmp_path / "left.csv"), str(tmp_path / "right.csv"), tmp_path / "links.parquet"


@pytest.mark.slow
def test_links_are_written_with_rows_labels_and_reasons(
    files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    left, right, out = files
    assert main([left, right, "--map", MAP, "--one-to-one", "--out", str(out), "--json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    table = pyarrow.parquet.read_table(out).to_pylist()
    assert {(row["left_row"], row["right_row"]) for row in table} == {(2, 2), (3, 3)}
    assert {row["left_id"] for row in table} == {"", "X1"}
    assert all(0.5 <= row["probability"] <= 1 and row["given_says"] and row["born_says"] for row in table)
    assert report["links"] == 2
    assert report["problem_counts"] == {"date": 1}
    assert report["problems"][0]["row"] == 4
    assert not any(name in printed.out + printed.err for name in ("Amina", "Diallo", "rubbish"))
    assert list(out.parent.glob(".link-*")) == []


@pytest.mark.slow
def test_duplicates_csv_output_and_words(files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    left, _, out = files
    Path(left).write_text(LEFT + "Amina,Hassan Ali,F,2010-03-04,Kassala,\n", encoding="utf-8")
    assert main([left, "--map", MAP, "--out", str(out.with_suffix(".csv"))]) == 0
    printed = capsys.readouterr()
    assert "1 links" in printed.out
    assert "row 4, born" in printed.err
    assert out.with_suffix(".csv").read_text(encoding="utf-8").splitlines()[1].startswith("2,")


@pytest.mark.slow
def test_pairs_beyond_the_memory_are_one_sentence_and_no_file(
    files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    left, _, out = files
    Path(left).write_text(LEFT + (LEFT.splitlines()[1] + "\n") * 1500, encoding="utf-8")
    assert main([left, "--map", MAP, "--memory", "60MB", "--out", str(out)]) == 1
    printed = capsys.readouterr()
    assert "need more memory than 60MB" in printed.err.splitlines()[-1]
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--map", "given=nope"], 1, "no column “nope”"),
        (["--map", "given=first,hue=dob"], 1, "not a field"),
        (["--map", "given=first", "--threshold", "7"], 1, "--threshold"),
        ([], 2, "--map"),
        (["--map", "given=first", "--engine", "abacus"], 2, "abacus"),
    ],
)
def test_bad_use_is_one_sentence_and_no_file(
    files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    left, right, out = files
    assert main([left, right, "--out", str(out), *arguments]) == code
    printed = capsys.readouterr().err
    assert words in printed
    assert "Traceback" not in printed
    assert not out.exists()


def test_output_never_lands_on_an_input_or_nowhere(files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    left, right, out = files
    assert main([left, right, "--map", "given=first", "--out", left]) == 1
    assert (
        main([left, left.replace(".csv", ".parquet"), "--map", "given=first", "--out", left.replace(".csv", ".parquet")])
        == 1
    )
    assert main([left, right, "--map", "given=first", "--out", str(out.parent / "none" / "x.parquet")]) == 1
    assert main([str(out.parent / "none.csv"), "--map", "given=first", "--out", str(out)]) == 1
    assert capsys.readouterr().err.count("tutela link:") == 4
    assert Path(left).read_text(encoding="utf-8") == LEFT


def test_an_interruption_leaves_nothing(files: tuple[str, str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    left, right, out = files

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tutela.methods.linkage.link.link", stop)
    assert main([left, right, "--map", MAP, "--out", str(out)]) == 130
    assert sorted(p.name for p in out.parent.iterdir()) == ["left.csv", "right.csv"]
