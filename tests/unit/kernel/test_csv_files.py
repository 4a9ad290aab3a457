"""Cells of CSV files: what a spreadsheet would run stays a text, numbers stay numbers."""

import csv
import io

import pytest

from tutela.kernel.csv_files import is_quoted, to_csv


@pytest.mark.parametrize("text", ["=1+1", "@x", "\tx", "\rx", "'x", "+1+1", "-x", "+4.5.6"])
def test_what_would_run_gets_an_apostrophe(text):
    assert is_quoted(text)
    (row,) = list(csv.reader(io.StringIO(to_csv(["a"], [[text]]))))[1:]
    assert row == [f"'{text}"]


@pytest.mark.parametrize("value", ["", "-", "+", "-4", "+4.5", "x=1", -4, 0.5, None])
def test_numbers_and_words_stay_as_they_are(value):
    assert to_csv(["a", "b"], [[value, "x"]]) == f"a,b\r\n{'' if value is None else value},x\r\n"
