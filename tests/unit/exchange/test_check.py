"""Tables of existing records: every fault by row and column, and what is refused whole."""

import csv

import pytest
from openpyxl import Workbook

from tutela.config import cli
from tutela.exchange.api import BadTable, RowProblem, TableProblem, check_records

HEAD = ["external_id", "given_names", "sex", "birth"]


def written(path, *rows, head=HEAD, encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def workbook(path, *rows, sheets=1):
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    for _number in range(sheets - 1):
        book.create_sheet()
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_good_table_has_no_fault(tmp_path, encoding):
    found = check_records(
        written(tmp_path / "a.csv", ["1", "Zoé", "UNK", "2015-03"], ["2", "", "UNK", ""], encoding=encoding)
    )
    assert (found.good, found.faults) == (2, [])


def test_each_fault_names_row_column_and_what_stands_there(tmp_path):
    rows = [["1", "", "UNK", ""], ["1", "", "UNK", ""], ["", "", "UNK", ""], ["3", "", "", ""], ["4", "", "boyish", ""],
            ["5", "", "UNK", "31/05/2012"], ["6", "", "UNK", "2999"], ["7", "=1+1", "UNK", ""], ["8", "", "UNK", "", "x"]]  # fmt: skip
    found = check_records(written(tmp_path / "a.csv", *rows))
    assert found.good == 1
    assert [(fault.row, fault.column, fault.problem, fault.found) for fault in found.faults] == [
        (3, "external_id", RowProblem.ID_TWICE, "1"),
        (4, "external_id", RowProblem.NO_ID, ""),
        (5, "sex", RowProblem.NO_CODE, ""),
        (6, "sex", RowProblem.OTHER_CODE, "boyish"),
        (7, "birth", RowProblem.NOT_A_DATE, "31/05/2012"),
        (8, "birth", RowProblem.IN_THE_FUTURE, "2999"),
        (9, "given_names", RowProblem.FORMULA, ""),
        (10, "", RowProblem.TOO_MANY_CELLS, ""),
    ]


def test_a_workbook_is_read_like_a_table_and_its_formulas_are_named(tmp_path):
    found = check_records(workbook(tmp_path / "a.xlsx", ["1", "A", "UNK", "2012"], ["=1+1", "B", "UNK", None]))
    assert found.good == 1
    assert [(fault.row, fault.problem) for fault in found.faults] == [(3, RowProblem.FORMULA)]


def refused(path):
    with pytest.raises(BadTable) as raised:
        check_records(path)
    return raised.value.problem


def test_what_is_unsafe_or_unclear_is_refused_whole(tmp_path, monkeypatch):
    assert refused(written(tmp_path / "a.csv", ["1", "Zoé", "UNK", ""], encoding="latin-1")) == TableProblem.NOT_UTF8
    assert refused(written(tmp_path / "b.csv", head=["sex"])) == TableProblem.COLUMN_MISSING
    assert refused(written(tmp_path / "c.csv", head=["external_id", "sex", "Sex"])) == TableProblem.COLUMN_TWICE
    assert refused(written(tmp_path / "d.csv", head=["external_id", "colour"])) == TableProblem.COLUMN_UNKNOWN
    assert refused(written(tmp_path / "e.csv", head=["x"] * 61)) == TableProblem.TOO_MANY_COLUMNS
    assert refused(workbook(tmp_path / "f.xlsx", sheets=2)) == TableProblem.SEVERAL_SHEETS
    (tmp_path / "g.xlsx").write_bytes(b"no workbook")
    assert refused(tmp_path / "g.xlsx") == TableProblem.NOT_A_TABLE
    (tmp_path / "h.csv").write_text('external_id\n"1"x')
    assert refused(tmp_path / "h.csv") == TableProblem.NOT_A_TABLE
    monkeypatch.setattr("tutela.exchange.queries.table.MOST_ROWS", 1)
    assert refused(written(tmp_path / "i.csv", *[[str(n), "", "UNK", ""] for n in range(3)])) == TableProblem.TOO_MANY_ROWS
    monkeypatch.setattr("tutela.exchange.queries.table.LARGEST_OPENED", 10)
    assert refused(workbook(tmp_path / "j.xlsx")) == TableProblem.TOO_LARGE
    monkeypatch.setattr("tutela.exchange.queries.table.LARGEST", 10)
    assert refused(written(tmp_path / "k.csv")) == TableProblem.TOO_LARGE


def test_macros_are_refused(tmp_path):
    from zipfile import ZipFile

    path = workbook(tmp_path / "a.xlsm")
    with ZipFile(path, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"")
    assert refused(path) == TableProblem.MACROS


def test_the_command_says_what_to_do_and_its_exit_code(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tutela.config.operations.django_role.start", lambda role: None)
    assert cli.main(["records", "check", str(written(tmp_path / "a.csv", ["1", "", "UNK", ""]))]) == 0
    assert cli.main(["records", "check", str(written(tmp_path / "b.csv", ["1", "", "boyish", ""]))]) == 1
    assert "row 2, sex: “boyish”: no code of the list; allowed: " in capsys.readouterr().out
    assert cli.main(["records", "check", str(written(tmp_path / "c.csv", head=["colour"]))]) != 0
    assert "Known: external_id" in capsys.readouterr().err


def test_without_a_database_no_place_is_looked_up(tmp_path):
    found = check_records(written(tmp_path / "a.csv", ["1", "nowhere"], head=["external_id", "place"]))
    assert found.good == 1
