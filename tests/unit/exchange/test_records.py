"""What is read of a row is what stands in it, and nobody is made older than the record says."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.exchange.conftest import csv_table, rows_of_import, table, worked  # noqa: F401
from tutela.cases.api import BirthRange
from tutela.exchange.enums import CODED, RowProblem, Target
from tutela.exchange.presenters import faults
from tutela.exchange.queries.columns import suggest
from tutela.exchange.queries.records import Reader, as_read
from tutela.exchange.queries.table import FORMULA
from tutela.kernel.clock import today
from tutela.kernel.partial_dates import years_between
from tutela.vocabulary import api as vocabulary

HEAD = [Target.EXTERNAL_ID, Target.GIVEN_NAMES, Target.SEX, Target.BIRTH, Target.COLLECTED_BY]
CODES = {target: [code for code, _label in vocabulary.choices(list_id)] for target, list_id in CODED.items()}


def read(targets, *cells):
    return Reader(targets).read(2, cells)


def problems(targets, *cells):
    _record, found = read(targets, *cells)
    return [(fault.column, fault.problem) for fault in found]


plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co"]), max_size=40).map(str.strip)
names = plain.filter(lambda text: not text.startswith("="))
births = st.dates(today() - dt.timedelta(days=17 * 365), today()).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)


@given(st.lists(st.tuples(names, st.sampled_from(CODES[Target.SEX]), st.just("") | births, names), min_size=1, max_size=20))
@pytest.mark.requirement("R27")
def test_what_stands_in_the_file_is_what_is_read(rows):
    """The round trip: written as CSV, read as records, every answer is the one that was written."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *([f"N{number}", *row] for number, row in enumerate(rows))])
    reader, found = Reader(HEAD), []
    lines = csv_table(out.getvalue())
    next(lines)
    for number, cells in lines:
        record, wrong = reader.read(number, cells)
        assert record is not None, wrong
        found.append(tuple(record.get(target) for target in HEAD))
        assert record.birth == record.get(Target.BIRTH)
    assert found == [(f"N{number}", *row) for number, row in enumerate(rows)]


@given(st.integers(0, 17), st.integers(0, 6), st.integers(0, 12), st.integers(0, 365))
@pytest.mark.requirement("R3")
@pytest.mark.rule("P1")
def test_an_age_of_a_year_leaves_every_birth_that_fits_and_no_other(low, more, back, day):
    """Law: whoever was of that age on any day of that year was born within the range; on its ends somebody just was."""
    year = today().year - back
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today())
    noted = min(first + dt.timedelta(days=day), last)
    record, wrong = read([Target.EXTERNAL_ID, Target.AGE, Target.AGE_YEAR], "1", f"{low}-{low + more}", str(year))
    born = BirthRange(BirthRange.from_ages(low, low + more, first).earliest, BirthRange.from_ages(low, low, last).latest)
    if not born.presumed_child_on(today()):
        assert [fault.problem for fault in wrong] == [RowProblem.ADULT]
        return
    assert record.born == born
    there = BirthRange.from_ages(low, low + more, noted)
    assert born.earliest <= there.earliest <= there.latest <= born.latest
    assert years_between(born.latest, last) == low
    assert years_between(born.earliest, first) == low + more


@given(st.sampled_from(sorted(CODED)), st.sampled_from(vocabulary.LANGUAGES), st.data())
@pytest.mark.requirement("R113")
def test_a_code_is_known_by_itself_and_by_its_label_in_each_language(target, language, data):
    from django.utils import translation

    code = data.draw(st.sampled_from(CODES[target]))
    with translation.override(language):
        label = str(vocabulary.label(CODED[target], code))
        alike = [one for one in CODES[target] if str(vocabulary.label(CODED[target], one)) == label]
    for said in (code, code.upper(), f" {code} ".replace(" ", "")):
        record, wrong = read([Target.EXTERNAL_ID, target], "1", said)
        assert record is not None, wrong
        assert record.get(target) == code
    record, _wrong = read([Target.EXTERNAL_ID, target], "1", label)
    assert record is None or record.get(target) in alike


@pytest.mark.parametrize("letter", ["M", "F", "H", "m", "1", "yes", "oui"])
def test_letters_that_are_read_differently_from_country_to_country_are_no_answers(letter):
    """M is a boy in one register and a girl (mujer) in another."""
    assert problems([Target.EXTERNAL_ID, Target.SEX], "1", letter) == [(Target.SEX, RowProblem.OTHER_CODE)]


YEAR = str(today().year)
AGED = [Target.EXTERNAL_ID, Target.AGE, Target.AGE_YEAR, Target.REPORTED_ON]


@pytest.mark.parametrize(
    ("targets", "cells", "problem"),
    [
        (AGED, ("1", "twelve", YEAR, ""), (Target.AGE, RowProblem.NOT_AN_AGE)),
        (AGED, ("1", "12-10", YEAR, ""), (Target.AGE, RowProblem.NOT_AN_AGE)),
        (AGED, ("1", "26", YEAR, ""), (Target.AGE, RowProblem.NOT_AN_AGE)),
        (AGED, ("1", "12", "", ""), (Target.AGE_YEAR, RowProblem.NO_YEAR)),
        (AGED, ("1", "12", "2999", ""), (Target.AGE_YEAR, RowProblem.NO_YEAR)),
        (AGED, ("1", "12", "then", ""), (Target.AGE_YEAR, RowProblem.NO_YEAR)),
        (AGED, ("1", "17", YEAR, ""), None),
        (AGED, ("1", "18", YEAR, ""), (Target.AGE, RowProblem.ADULT)),
        (AGED, ("1", "20", YEAR, ""), (Target.AGE, RowProblem.ADULT)),
        (AGED, ("1", "12", "", "2024-05-06"), None),
        (AGED, ("1", "", "", "2024-05"), (Target.REPORTED_ON, RowProblem.NOT_A_DAY)),
        (AGED, ("1", "", "", "soon"), (Target.REPORTED_ON, RowProblem.NOT_A_DAY)),
        (AGED, ("1", "", "", "2999-01-01"), (Target.REPORTED_ON, RowProblem.IN_THE_FUTURE)),
        (HEAD, ("1", "", "UNK", "1990", ""), (Target.BIRTH, RowProblem.ADULT)),
        (HEAD, ("1", "", "UNK", "2012-13", ""), (Target.BIRTH, RowProblem.NOT_A_DATE)),
        (HEAD, ("1", "x" * 201, "UNK", "", ""), (Target.GIVEN_NAMES, RowProblem.TOO_LONG)),
        (HEAD, ("1", "A\nB", "UNK", "", ""), (Target.GIVEN_NAMES, RowProblem.ODD_SIGNS)),
        (HEAD, ("1", "A\x00", "UNK", "", ""), (Target.GIVEN_NAMES, RowProblem.ODD_SIGNS)),
        (HEAD, ("1", "ا\u200cب", "UNK", "", ""), None),
        (HEAD, ("1", "", "x" * 101, "", ""), (Target.SEX, RowProblem.TOO_LONG)),
        (HEAD, ("1", "", "UNK", "", FORMULA), (Target.COLLECTED_BY, RowProblem.FORMULA)),
    ],
)
def test_each_fault_names_its_column(targets, cells, problem):
    assert problems(targets, *cells) == ([problem] if problem else [])


def test_a_short_row_is_read_as_far_as_it_goes_and_a_left_out_column_is_not_read():
    record, wrong = read([Target.EXTERNAL_ID, "", Target.GIVEN_NAMES], "1", "a secret", "Amina")
    assert (wrong, record.said) == ([], {"external_id": "1", "given_names": "Amina"})
    record, wrong = read([Target.EXTERNAL_ID, Target.GIVEN_NAMES], "1")
    assert (wrong, record.get(Target.GIVEN_NAMES, "?")) == ([], "?")


def test_kept_cells_come_back_as_they_were_read():
    assert as_read(["1", None, ""]) == ["1", FORMULA, ""]


@pytest.mark.django_db
def test_a_place_is_one_of_the_directory(team):
    code = team.office.territory.code
    assert problems([Target.EXTERNAL_ID, Target.PLACE], "1", code) == []
    assert problems([Target.EXTERNAL_ID, Target.PLACE], "1", "") == []
    assert problems([Target.EXTERNAL_ID, Target.PLACE], "1", "nowhere") == [(Target.PLACE, RowProblem.OTHER_PLACE)]


@pytest.mark.django_db
def test_the_place_of_a_row_is_where_its_file_is(begin, team):
    from tests.unit.exchange.conftest import ran

    one = ran(team.supervisor, begin(["1", team.office.territory.code], head=["external_id", "place"]))
    assert rows_of_import(team.supervisor, one)[0].file.territory_id == team.office.territory_id


def test_columns_are_known_by_other_names_and_one_target_is_given_once():
    assert suggest(["Sexo", "sexe", "Fecha de nacimiento", "اللقب", "Zzz"], {}) == ["sex", "", "birth", "family_names", ""]
    assert suggest(["Zzz", "Sexe"], {"zzz": "sex", "sexe": ""}) == ["sex", ""]


def test_every_fault_has_words_with_a_way_out():
    assert set(faults.ROW) == set(RowProblem)
    assert all(str(words).strip().endswith(".") for words in faults.ROW.values())


@pytest.mark.django_db
def test_no_fault_repeats_a_name(begin, team):
    one = begin(["", "Amina", "Testova", "girl", "1990-01-01"], ["7", "x" * 201, "Secretova", "girl", "31/5/2012"])
    told = str([faults.faults_of(one, row) for row in rows_of_import(team.supervisor, one)])
    assert "Amina" not in told
    assert "Secretova" not in told
    assert "xxx" not in told


def test_the_command_has_words_for_every_fault():
    from tutela.config.commands import records

    assert set(records._ROW) >= {problem.value for problem in RowProblem if problem != RowProblem.REFUSED}
