"""``tutela prevalence estimate``: files in, JSON or words out, one-sentence errors."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tutela.methods.prevalence import command
from tutela.methods.prevalence.command import main
from tutela.methods.prevalence.errors import InvalidCounts
from tutela.methods.prevalence.reading import read_csv

KEYS = {
    "method", "estimate", "interval", "deviance", "aic", "bic", "interactions", "removed_pairs",
    "acceleration", "existence_code", "flags", "seconds",
}  # fmt: skip
UKDAT_5 = "A54 B463 C995 D695 E316 AB15 AC19 AD3 BC62 BD19 BE1 CD76 CE11 DE8 ABC1 ABD1 BCD4 ABCD1"


def write(path: Path, letters: str, names: str = "ABCDE", *, separator: str = ",") -> Path:
    lines = [separator.join([*names, "count"])]
    for word in letters.split():
        pattern, people = re.fullmatch(r"([A-Z]+)(\d+)", word).groups()
        lines.append(separator.join([*(str(int(name in pattern)) for name in names), people]))
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    return write(tmp_path / "counts.csv", UKDAT_5)


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main(["estimate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_stepwise_json_has_exactly_the_promised_keys(capsys, counts: Path) -> None:
    code, out, _ = run(capsys, counts, "--method", "stepwise", "--bootstrap", 50, "--json")
    data = json.loads(out)
    assert code == 0
    assert set(data) == KEYS
    assert data["estimate"] == pytest.approx(11312.990, rel=1e-5)
    assert data["interactions"] == [["A", "B"], ["B", "E"], ["C", "E"], ["A", "C"], ["D", "E"], ["B", "D"]]
    assert data["acceleration"] == pytest.approx(-0.012181, abs=1e-6)
    assert set(data["interval"]) == {"0.8", "0.95"}
    assert data["existence_code"] == 0


@pytest.mark.parametrize("method", ["bic", "graphs", "closed"])
def test_other_methods_as_json(capsys, tmp_path: Path, method: str) -> None:
    path = write(tmp_path / "k.csv", "A40 B30 C20 D25 AB6 AC5 BC4 CD3 ABC1", "ABCD")
    code, out, _ = run(capsys, path, "--method", method, "--bootstrap", 30, "--json")
    assert code == 0
    assert set(json.loads(out)) >= KEYS


@pytest.mark.slow
def test_the_panel_as_json_and_in_words(capsys, counts: Path) -> None:
    code, out, _ = run(capsys, counts, "--bootstrap", 30, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["estimate"] is None
    assert {row["method"].split(":")[0] for row in data["results"]} == {
        "stepwise", "bic", "graphs", "latent", "threshold", "closed",
    }  # fmt: skip


def test_words_name_the_critics_and_the_recall(capsys, counts: Path) -> None:
    code, out, _ = run(capsys, counts, "--method", "stepwise", "--bootstrap", 20, "--recall", 0.9)
    assert code == 0
    assert "Whitehead" in out
    assert "Recall of links: 90%" in out
    assert "interactions A×B" in out


def test_seed_threshold_and_order_reach_the_method(capsys, counts: Path) -> None:
    _, first, _ = run(capsys, counts, "--method", "stepwise", "--bootstrap", 40, "--seed", 7, "--json")
    _, second, _ = run(capsys, counts, "--method", "stepwise", "--bootstrap", 40, "--seed", 7, "--json")
    assert json.loads(first)["interval"] == json.loads(second)["interval"]
    _, none, _ = run(capsys, counts, "--method", "stepwise", "--threshold", 0, "--bootstrap", 0, "--json")
    assert json.loads(none)["interactions"] == []
    _, pairs, _ = run(capsys, counts, "--method", "bic", "--max-order", 2, "--bootstrap", 0, "--json")
    assert json.loads(pairs)["bic"] == pytest.approx(196.5398, rel=1e-5)
    _, prior, _ = run(capsys, counts, "--method", "graphs", "--max-total", 40000, "--json")
    assert json.loads(prior)["estimate"] == pytest.approx(22957.8, rel=1e-5)


def test_microdata_semicolons_and_marks(capsys, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = ["1;0;0"] * 40 + ["0;1;0"] * 30 + ["0;0;1"] * 20 + ["1;1;0"] * 6
    path.write_text("\ufeffpolice;health;school\r\n" + "\r\n".join(rows) + "\r\n\r\n", encoding="utf-8")
    code, out, _ = run(capsys, path, "--microdata", "--method", "stepwise", "--bootstrap", 0, "--json")
    assert code == 0
    assert json.loads(out)["estimate"] == pytest.approx(539.094, rel=1e-5)
    assert read_csv(path, microdata=True).names == ("police", "health", "school")


def test_what_spreadsheets_write_is_read(capsys, tmp_path: Path) -> None:
    """Semicolons in Windows-1252, tabs in UTF-16, counts as 12.0: the same table, and a guess is said."""
    rows = ["1;0;0;40", "0;1;0;30.0", "0;0;1;20.00", "1;1;0;2", "1;1;0;4"]
    text = "\r\n".join(["Justiça;Santé;Polícia;Count", *rows])
    path, cells = tmp_path / "counts.csv", [0, 40, 30, 6, 20, 0, 0, 0]
    for encoding, written in (("cp1252", text), ("utf-16", text.replace(";", "\t")), ("utf-8-sig", text.replace(";", ","))):
        path.write_bytes(written.encode(encoding))
        found = read_csv(path)
        assert (found.names, found.cells.tolist()) == (("Justiça", "Santé", "Polícia"), cells)
        _, _, err = run(capsys, path, "--method", "stepwise", "--bootstrap", 0)
        assert ("Windows-1252" in err) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("a,b,c\n1,0,0\n", "no column 'count'; use --microdata"),
        ("a,b,c,count\n1,0,2,4\n", "Row 2, column 'c': '2' is not 0 or 1."),
        ("a,b,c,count\n1,0,,4\n", "Row 2, column 'c'"),
        ("a,b,c,count\n1,0,0,-4\n", "Row 2, column 'count': '-4' is not a whole number"),
        ("a,b,c,count\n1,0,0,1.5\n", "Row 2, column 'count'"),
        ("a,b,c,count\n1,0,0,3\n0,0,0,9\n", "Row 3 counts people who are on no list"),
        (f"a,b,c,count\n1,0,0,{'9' * 5000}\n", "Row 2, column 'count'"),
        ("a,b,c,count\n1,0,0,4.\n", "Row 2, column 'count': '4.' is not"),
        ("a,b,c,count\n1,0,0,.0\n", "Row 2, column 'count': '.0' is not"),
        ("a,b,c,count,Count\n1,0,0,3,3\n", "'count' is in the header twice"),
        ("a,b,c,count\n1,0,3\n", "Row 2 has 3 values where the header has 4 columns."),
        ("a,a,c,count\n1,0,0,3\n", "'a' is in the header twice"),
        ("a,,c,count\n1,0,0,3\n", "Column 2 has no name"),
        ("a,b,c,count\n", "nobody in it"),
        ("a,b,c,count\n1,0,0,3\n1,1,0,3\n", "List 'c' has nobody on it"),
        ("count\n3\n", "no list column"),
        (",".join(f"l{i}" for i in range(14)) + ",count\n", "at most 12"),
    ],
)
def test_wrong_files_are_told_in_one_sentence(capsys, tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(text)
    code, out, err = run(capsys, path, "--method", "stepwise")
    assert code == 2
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


def test_files_that_cannot_be_read(capsys, tmp_path: Path) -> None:
    (tmp_path / "bytes.csv").write_bytes(b"a,b,c,count\n1,0,0,3\n\x81\x8d")
    (tmp_path / "null.csv").write_bytes(b"a,b,c,count\n1,0,0,\x003\n")
    for path, sentence in (
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "bytes.csv", "is not text"),
        (tmp_path / "null.csv", "Row 2"),
    ):
        code, _, err = run(capsys, path)
        assert code == 2
        assert sentence in err
    (tmp_path / "count.csv").write_text("a,count\n1,1\n")
    with pytest.raises(InvalidCounts, match="each row is one person"):
        read_csv(tmp_path / "count.csv", microdata=True)


@pytest.mark.parametrize(
    "arguments",
    [["--method", "guess"], ["--threshold", "2"], ["--threshold", "x"], ["--bootstrap", "-1"], ["--max-order", "9"]],
)
def test_wrong_options_exit_with_2(capsys, counts: Path, arguments: list[str]) -> None:
    method = [] if "--method" in arguments else ["--method", "bic"]
    code, _, err = run(capsys, counts, *method, *arguments)
    assert code == 2
    assert err.count("\n") == 1


def test_refusals_exit_with_2_and_say_why(capsys, tmp_path: Path) -> None:
    path = write(tmp_path / "two.csv", "A5 B6 AB2", "AB")
    code, out, err = run(capsys, path, "--method", "stepwise", "--json")
    assert code == 2
    assert json.loads(out)["estimate"] is None
    assert "fewer than three lists" in err


def test_an_interrupt_writes_nothing(capsys, counts: Path, monkeypatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "estimate", interrupted)
    code, out, err = run(capsys, counts, "--json")
    assert (code, out) == (130, "")
    assert err == "Stopped; nothing was written.\n"


@pytest.mark.slow
def test_ctrl_c_leaves_nothing_half_written(counts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    with out.open("w") as stream:
        running = subprocess.Popen(
            [sys.executable, "-u", "-m", "tutela.methods.prevalence.command", "estimate", str(counts), "--method",
             "latent", "--json"],
            stdout=stream, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4],
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        assert "latent classes" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err.endswith("Stopped; nothing was written.\n")
    assert out.read_text() == ""


def test_mb_never_stands_for_the_closed_models(capsys, tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "A40 B30 C20 AB6", "ABC")
    _, out, _ = run(capsys, path, "--method", "closed", "--json")
    data = json.loads(out)
    assert data["method"] != "closed:Mb"
    assert "closed:Mb" in {row["method"] for row in data["results"]}


def test_progress_goes_to_standard_error(capsys, monkeypatch) -> None:
    ticks = iter([0.0, 0.5, 1.6, 1.7])
    monkeypatch.setattr(command.time, "monotonic", lambda: next(ticks))
    tell = command._Teller()
    for done in (1, 2, 3):
        tell("bootstrap", done, 3)
    out, err = capsys.readouterr()
    assert (out, err) == ("", "bootstrap: 2 of 3\n")


def test_help_leaves_quietly(capsys) -> None:
    assert main(["--help"]) == 0
    assert main([]) == 2
