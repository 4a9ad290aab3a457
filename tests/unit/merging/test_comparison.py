"""Two records side by side: what is said of each thing, the same on the page of a pair and wherever its files are merged."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.cases import make_person, open_case, register
from tests.unit.merging.conftest import merged
from tutela.cases.models import Child
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.merging.presenters.comparison import side_by_side

pytestmark = [pytest.mark.requirement("R25"), pytest.mark.django_db]
LABELS = "Names, Sex, Age, Birth registration, Document numbers, Languages, Home, Persons around the child".split(", ")
NOTHING = {
    "given_names": "",
    "family_names": "",
    "other_names": [],
    "sex": "UNK",
    "born_earliest": "",
    "born_latest": "",
    "birth_registration": "UNK",
    "identifiers": [],
    "languages": [],
}
KNOWN = {
    "given_names": "Fatima",
    "family_names": "Testova",
    "sex": "girl",
    "born_earliest": "2015-03-05",
    "born_latest": "2015-03-05",
    "birth_registration": "registered",
    "identifiers": [{"kind": "birth certificate", "number": "AB-1234"}],
    "languages": ["French", "Wolof"],
}


def compared(one, other):
    """What is said of two records, by label; nothing of persons, which stand in files."""
    children = (Child(**NOTHING | one), Child(**NOTHING | other))
    return {row["label"]: row["says"] for row in side_by_side(("one", "other"), children, ([], []))["rows"]}


def test_what_nobody_knows_what_one_knows_and_what_both_say():
    silent, once, same = compared({}, {}), compared(KNOWN, {}), compared(KNOWN, KNOWN)
    assert [*silent] == LABELS
    assert set(silent.values()) == {"Not known"}
    for label in LABELS[:-2]:
        assert (once[label], same[label]) == ("Known in one of the two", "The same"), label


@pytest.mark.parametrize(
    ("label", "changed", "says"),
    [
        ("Names", {"given_names": "FATIMA"}, "The same"),
        ("Names", {"given_names": "Fatimata"}, "Another spelling"),
        ("Names", {"given_names": "Ivan", "family_names": "Petrov"}, "Differs"),
        (
            "Names",
            {"given_names": "Ivan", "family_names": "Petrov", "other_names": [{"name": "Fatima Testova"}]},
            "The same",
        ),
        ("Sex", {"sex": "boy"}, "Differs"),
        ("Sex", {"sex": "REF"}, "Known in one of the two"),
        ("Age", {"born_earliest": "2015-01-01", "born_latest": "2015-12-31"}, "Agrees as far as known"),
        ("Age", {"born_earliest": "2015-03-05", "born_latest": "2015-12-31"}, "Agrees as far as known"),
        ("Age", {"born_earliest": "2015-01-01", "born_latest": "2015-03-05"}, "Agrees as far as known"),
        ("Age", {"born_earliest": "2015-03-06", "born_latest": "2015-12-31"}, "Differs"),
        ("Age", {"born_earliest": "2015-01-01", "born_latest": "2015-03-04"}, "Differs"),
        ("Birth registration", {"birth_registration": "not_registered"}, "Differs"),
        ("Document numbers", {"identifiers": [{"number": "ab1234"}]}, "The same"),
        ("Document numbers", {"identifiers": [{"number": "ab1234"}, {"number": "77"}]}, "Something in common"),
        ("Document numbers", {"identifiers": [{"number": "77"}]}, "Differs"),
        ("Languages", {"languages": ["wolof", "french"]}, "The same"),
        ("Languages", {"languages": ["Wolof"]}, "Something in common"),
        ("Languages", {"languages": ["Russian"]}, "Differs"),
    ],
)
def test_what_is_said_where_both_know(label, changed, says):
    for one, other in ((KNOWN, KNOWN | changed), (KNOWN | changed, KNOWN)):
        found = compared(one, other)
        assert found.pop(label) == says
        assert set(found.values()) == {"The same", "Not known"}, "the other rows say what they said"


def test_an_estimate_that_both_have_is_no_certainty():
    estimate = KNOWN | {"born_earliest": "2014-01-01", "born_latest": "2015-12-31"}
    assert compared(estimate, estimate)["Age"] == "Agrees as far as known"


a_year = st.integers(min_value=2010, max_value=2024).map(lambda year: f"{year}-06-01")


@given(st.lists(a_year, min_size=2, max_size=2).map(sorted), st.lists(a_year, min_size=2, max_size=2).map(sorted))
def test_two_births_differ_only_if_no_day_fits_both_and_whichever_stands_first(one, other):
    said = {
        compared(
            KNOWN | dict(zip(("born_earliest", "born_latest"), a)), KNOWN | dict(zip(("born_earliest", "born_latest"), b))
        )["Age"]
        for a, b in ((one, other), (other, one))
    }
    assert len(said) == 1
    meet = any(other[0] <= f"{year}-06-01" <= other[1] and one[0] <= f"{year}-06-01" <= one[1] for year in range(2010, 2025))
    assert (said == {"Differs"}) == (not meet)


def test_the_age_is_said_with_the_days_it_comes_from():
    day = today().replace(month=1, day=1)
    sides = [
        side_by_side(("", ""), (Child(**KNOWN | born), Child(**NOTHING)), ([], []))["rows"][2]["one"].split("\n")
        for born in ({}, {"born_earliest": f"{day.year - 9}-01-01", "born_latest": f"{day.year - 9}-12-31"})
    ]
    assert sides[0][1] == "5 Mar 2015"
    assert sides[1][1] == f"1 Jan {day.year - 9} – 31 Dec {day.year - 9}"


def test_the_persons_of_the_files_are_compared_by_how_they_are_called(team):
    one, other, third = (open_case(team) for _each in range(3))
    make_person(team, one, name="Aunt Ruth")
    make_person(team, other, name="Aunt Rut")
    make_person(team, third, name="Mr. Omar")

    def says(*files):
        with acting_as(team.worker):
            rows = side_by_side(("", ""), tuple(file.child for file in files), tuple([file] for file in files))["rows"]
        return rows[-1]["says"], rows[-1]["one"]

    assert says(one, other) == ("Something in common", "Aunt Ruth")
    assert says(one, third) == ("Differs", "Aunt Ruth")
    assert says(open_case(team), third) == ("Known in one of the two", "–")


@pytest.mark.rule("P25")
def test_the_pair_the_proposal_and_the_merge_say_the_same(team, head, linked, enter):
    """One piece: what differs on the page of the pair differs where its files are merged, under the numbers of the files."""
    leading, file, pair = linked
    make_person(team, leading, name="Aunt Ruth")
    register(team, leading, given_names="Fatima", family_names="Testova", identifiers=[{"number": "AB1234"}])
    boss = enter(team.supervisor.user)
    pages = [boss.get(reverse(name, args=[pair.pk])).content.decode() for name in ("duplicate", "merge_new")]
    one = merged(team, head, linked)[2]
    pages.append(boss.get(reverse("merge", args=[leading.pk, one.pk])).content.decode())
    tables = [page[page.index('id="compared"') :].split("</table>")[0] for page in pages]
    for table in tables:
        assert all(label in table for label in LABELS)
        assert table.count("Known in one of the two") == 2, "the number and the person"
        for shown in ("Fatima", "Fatoumata", "AB1234", "Aunt Ruth"):
            assert shown in table
    for table in tables[1:]:
        assert leading.number in table
        assert file.number in table
        assert "Earlier record" not in table
