"""Several lists linked at once: patterns come out, names do not."""

from __future__ import annotations

import pytest

from tutela.methods.linkage.overlap import Overlaps, overlaps
from tutela.methods.linkage.register import BadInput, parse_map, read_bytes

MAP = parse_map("given=given,family=family,sex=sex,born=born,place=place,seen=seen")
HEAD = "given,family,sex,born,place,seen\n"
GIVEN = "Amina Bakary Chidi Dalia Esther Farid Gloria Hamza Ines Jamal Khadija Liban Mariam Nadia Omar".split()
FAMILY = "Okonkwo Traore Haddad Ferreira Kowalska Banerjee Mengistu Sesay Delgado Petrov".split()


def line(number: int, *, given: str = "", year: int = 2024) -> str:
    sex, born = "fm"[number % 2], f"20{10 + number % 8:02d}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
    name = given or GIVEN[number % 15]
    return f"{name},{FAMILY[number // 15 % 10]},{sex},{born},Place {number % 4},{year}-05-0{number % 9 + 1}\n"


def register(called: str, lines: list[str]):
    return read_bytes((HEAD + "".join(lines)).encode(), called, MAP)


@pytest.fixture(scope="module")
def found() -> Overlaps:
    police = register("police", [line(n) for n in range(40)] + [line(3)])
    health = register("health", [line(n) for n in range(20, 60)])
    school = register("school", [line(n) for n in range(30, 35)] + [line(n) for n in range(100, 120)])
    return overlaps([police, health, school], period=(2023, 2024))


@pytest.mark.slow
def test_children_are_counted_by_the_lists_they_are_on(found: Overlaps) -> None:
    by_mask = {mask: sum(n for (m, *_), n in found.rows.items() if m == mask) for mask in range(1, 8)}
    assert by_mask == {1: 20, 2: 20, 3: 15, 4: 20, 5: 0, 6: 0, 7: 5}
    assert found.records == (41, 40, 25)
    assert found.people == (40, 40, 25)  # the one who is on a list twice counts once
    assert set(found.match) == {3, 7}
    assert all(0.5 <= chance <= 1 for chance in found.match.values())


@pytest.mark.slow
def test_nothing_that_names_a_child_comes_out(found: Overlaps) -> None:
    said = repr(found).casefold()
    assert not [word for word in (*GIVEN, *FAMILY, "2010-01") if word.casefold() in said]
    assert {sex for _, sex, _, _ in found.rows} == {"f", "m"}
    assert {age for _, _, age, _ in found.rows} <= {"5-9", "10-14", "15-17"}
    assert {place for *_, place in found.rows} == {f"Place {n}" for n in range(4)}


@pytest.mark.slow
def test_the_period_leaves_out_the_others_and_counts_them() -> None:
    police = register("police", [line(n) for n in range(10)] + [line(n, year=2019) for n in range(10, 14)])
    health = register("health", [line(n) for n in range(5, 15)])
    found = overlaps([police, health], period=(2024, 2024))
    assert found.outside == 4
    assert found.records == (10, 10)
    with pytest.raises(BadInput, match="no record in the period"):
        overlaps([police, health], period=(2011, 2012))


def test_too_few_lists_or_one_name_twice_are_refused() -> None:
    police = register("police", [line(1)])
    for lists, sentence in (([police], "Two to 12"), ([police, police], "same name"), ([police] * 13, "13 were given")):
        with pytest.raises(BadInput, match=sentence):
            overlaps(lists)


@pytest.mark.slow
def test_ages_are_as_stated_else_of_the_year_else_unknown() -> None:
    fields = parse_map("given=given,family=family,age=age,born=born")
    head = "given,family,age,born\n"
    one = read_bytes(
        f"{head}Amina,Okonkwo,14,\nBakary,Traore,,2008\nDalia,Haddad,,\nEsther,Kowalska,old,2015\n".encode(), "a", fields
    )
    other = read_bytes(f"{head}Chidi,Sesay,200,\nFarid,Petrov,19,\n".encode(), "b", fields)
    found = overlaps([one, other], period=(2024, 2024))
    assert [(p.file, p.row, p.code) for p in found.problems] == [("b", 2, "age")]
    ages = sorted(age for _, _, age, _ in found.rows)
    assert ages == ["10-14", "15-17", "18+", "5-9", "UNK", "UNK"]
