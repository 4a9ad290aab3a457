"""Name normalisation and the likeness of name sets."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tutela.methods.linkage import names
from tutela.methods.linkage.names import SAME_NAME, consonants, identifier_digits, normalise, prefixes, skeleton, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Al-Hassan", "al hassan"),
        ("الحسن", "al hsn"),
        ("N'Diaye", "ndiaye"),
        ("d'Almeida", "d almeida"),
        ("ገብረ ሥላሴ", "gebre slase"),
        ("Đorđe Šarić", "djordje sharich"),
        ("  José   Núñez ", "jose nunez"),
        ("Юлия", "yuliya"),
        ("", ""),
        ("---", ""),
    ],
)
def test_any_script_becomes_plain_latin(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_particles_and_titles_do_not_count_as_names() -> None:
    assert tokens("Mohamed ould Sidi el-Hadj") == ["mohamed", "sidi"]
    assert tokens("Abd al-Rahman de la Cruz") == ["abdrahman", "cruz"]
    assert tokens("El") == ["el"]


def test_skeleton_folds_the_spellings_of_several_countries() -> None:
    for one, other in [
        ("ouattara", "wattara"),
        ("diallo", "jallow"),
        ("kouadio", "kwadjo"),
        ("toure", "turay"),
        ("cheikh", "sheikh"),
        ("aicha", "ayesha"),
        ("noureddine", "nooruddin"),
        ("abderrahman", "abdulrahman"),
        ("lakshmi", "laxmi"),
        ("petrovic", "petrovitch"),
    ]:
        assert skeleton(one) == skeleton(other), (one, other)


def test_consonants_agree_between_arabic_script_and_latin() -> None:
    assert {consonants(x) for x in ("محمد", "Mohamed", "Mohammed", "Mouhamadou".lower())} == {"mhmd"}
    assert consonants("يوسف") == consonants("yusuf") or consonants("يوسف") == "sf"


def test_prefixes_and_identifiers() -> None:
    assert prefixes("Mohamed".lower(), 2, 4) == ["mo", "moh", "moha"]
    assert identifier_digits("٠٠١٢-٣") == "123"
    assert identifier_digits(" ab 12/34 ") == "AB1234"
    assert identifier_digits("000") == "0"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("محمد", "Mohamed"),
        ("Mohamed", "Mouhamadou"),
        ("Mohammed", "Mohamed"),
        ("محمد علي", "Ali Mohammed"),
        ("Diallo", "Jallow"),
        ("Ouattara", "Wattara"),
        ("Kouadio", "Kwadjo"),
        ("Gebreselassie", "Gebre Selassie"),
        ("Yohannes", "Johannes"),
        ("Amina Bint Hassan Ali", "Hasan Aminah"),
    ],
)
def test_one_name_spelt_twice_is_found(one: str, other: str) -> None:
    assert names.similarity(one, other) >= SAME_NAME
    assert names.similarity(one, other) == names.similarity(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed", "Mahmoud"),
        ("Hassan", "Hussein"),
        ("Diallo", "Diarra"),
        ("Amadou", "Mamadou"),
        ("Amir", "Amira"),
        ("", "Ali"),
    ],
)
def test_two_names_are_not_merged(one: str, other: str) -> None:
    assert names.similarity(one, other) < SAME_NAME


def test_names_imports_nothing_heavy() -> None:
    code = (
        "import sys; import tutela.methods.linkage.names; "
        "sys.exit(bool({'splink', 'duckdb', 'pandas', 'pyarrow', 'numpy', 'django'} & set(sys.modules)))"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    assert subprocess.run([sys.executable, "-c", code], env=plain, check=False).returncode == 0
