"""The indicators of formal care: fifteen of them, protected, once a quarter, never without coverage (L13, R95)."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.accounts import make_user
from tests.factories.cases import open_case
from tests.unit.placements.conftest import placed
from tutela.facilities.actions.policy import state_policy
from tutela.facilities.api import CareFacts
from tutela.facilities.models import PolicyStatement
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.placements.actions import placements as acts
from tutela.placements.actions.figures import close_quarter
from tutela.placements.api import beside_files, institutions_reporting
from tutela.placements.models import CareFigures
from tutela.placements.presenters import figures as words
from tutela.placements.queries import figures
from tutela.placements.queries.figures import Stays, last_quarter

KNOWN = {"reporting": 4, "known": 10, "unregistered": 2, "warns": True}
MANY = Stays(
    entered=63, living=204, residential=152, in_family=52, left_residential=40, to_family=22, left_all=48, adopted=12,
    deaths=0, contact=101, planned=150, assessed=50, staying=150, reviewed=75, at_school_age=100, at_school=60, for_poverty=20,
    unregistered=13,
)  # fmt: skip
FACTS = CareFacts(known=12, registered=9, inspected=8, with_route=6, carers=60, trained=30, deaths=12)


def rows_of(stays=MANY, facts=FACTS, threshold=10, stated=None):
    return {row["code"]: row for row in figures.figures(stays, facts, KNOWN, threshold, stated or {})}


@pytest.mark.requirement("R95")
def test_there_are_fifteen_and_what_they_say_is_right(settings):
    settings.TUTELA_CHILD_POPULATION = 100_000
    rows = rows_of()
    assert [code for code in rows if code.startswith("FC")] == [f"FC{number:02d}" for number in range(1, 16)]
    assert (rows["FC01"]["value"], rows["FC01"]["rate"]) == (65, 65.0)
    assert rows["FC02"]["value"] == 205
    assert rows["FC03"]["value"] == 50  # 20 of 40
    assert rows["FC04"]["value"] == 3.0  # 150 : 50
    assert rows["FC05"]["value"] == 10  # told by facilities, not in any file
    assert [rows[f"FC{number:02d}"]["value"] for number in (6, 7, 8, 9, 10, 11, 12)] == [49, 73, 77, 50, 60, 50, 20]
    assert (rows["FC14"]["value"], rows["FC14"]["of"], rows["FC14"]["answer"]) == (6, 8, "not_verified")
    assert (rows["FC15"]["value"], rows["FC15"]["of"]) == (9, 12)
    assert rows["placements_for_poverty_alone"]["value"] == 31
    assert rows["children_found_in_unregistered_facilities"]["value"] == 15


def test_without_a_census_there_is_no_rate(settings):
    settings.TUTELA_CHILD_POPULATION = 0
    assert rows_of()["FC01"]["rate"] is None
    assert "not set" in words._note(rows_of()["FC01"])


@pytest.mark.rule("P28")
@given(part=some.integers(0, 60), whole=some.integers(0, 60), threshold=some.integers(5, 12), other=some.integers(0, 60))
def test_nothing_small_is_ever_shown(part, whole, threshold, other):
    part = min(part, whole)
    row = figures.share(part, whole, threshold)
    small = 0 < whole < threshold or 0 < part < threshold or 0 < whole - part < threshold
    assert row["hidden"] is (whole > 0 and small)
    if not row["hidden"] and whole:
        assert row["of"] % 5 == 0
        assert 0 <= row["value"] <= 100
    counted = figures.count(whole, threshold)
    assert counted["hidden"] is (0 < whole < threshold)
    assert counted["hidden"] or (counted["value"] % 5 == 0 and abs(counted["value"] - whole) <= 2)
    between = figures.ratio(whole, other, threshold)
    assert between["hidden"] is (0 < whole < threshold or 0 < other < threshold)
    assert between["hidden"] or (between["value"] is None) is (other == 0)


def test_nobody_is_not_zero_per_cent():
    row = figures.share(0, 0, 10)
    assert (row["value"], row["hidden"]) == (None, False)
    shown = words._value(row)
    assert shown == "Nobody to count"


@pytest.mark.requirement("R92")
def test_the_database_counts_each_stay_once(world, team):
    until = last_quarter()
    early = until - dt.timedelta(days=120)
    stayed = placed(world, team, open_case(team), started_on=early)
    left = placed(world, team, open_case(team), started_on=until - dt.timedelta(days=20))
    placed(world, team, open_case(team), started_on=today())  # after the quarter
    with acting_as(team.worker):
        held = {
            "contact": "weekly",
            "school": "local_school",
            "still_needed": True,
            "words": "Well.",
            "next_review_on": today(),
        }
        acts.hold_placement_review(
            placement=stayed, by=team.worker,
            values=held | {"held_on": until - dt.timedelta(days=30), "next_review_on": until + dt.timedelta(days=50)},
        )  # fmt: skip
        acts.end_placement(
            placement=left,
            by=team.worker,
            ended_on=until - dt.timedelta(days=1),
            exit_kind="relatives",
            words="With the aunt.",
        )
    with acting_as(world.keeper):
        found = figures._stays(until)
    assert found == Stays(
        entered=2, living=1, residential=1, left_residential=1, to_family=1, left_all=1, contact=1, assessed=2, staying=1,
        reviewed=1, at_school_age=1, at_school=1,
    )  # fmt: skip
    with acting_as(team.worker):
        assert figures._stays(until) == Stays()  # the process only


@pytest.mark.requirement("R95")
def test_a_quarter_is_made_once_by_the_process(world, team, file):
    placed(world, team, file)
    with acting_as(team.supervisor), pytest.raises(Refused):
        close_quarter(by=team.supervisor)
    with acting_as(world.keeper):
        made = close_quarter(by=world.keeper)
        assert made is not None
        assert made.until == last_quarter()
        assert made.coverage["warns"]
        assert close_quarter(by=world.keeper) is None
        assert CareFigures.objects.count() == 1
        assert next(row for row in made.figures if row["code"] == "FC11")["value"] is None


@pytest.mark.requirement("R95")
def test_the_page_and_the_file_carry_the_warning(enter, world, team, db):
    planner = make_user("ministry_planner")
    client = enter(planner)
    assert "No quarter has been closed yet" in client.get(reverse("formal_care")).content.decode()
    assert client.get(reverse("formal_care_file")).status_code == 404
    with acting_as(world.keeper):
        close_quarter(by=world.keeper)
        older = dt.date(2020, 3, 31)
        CareFigures.objects.create(until=older, figures=list(rows_of(Stays(living=3)).values()), coverage=KNOWN)
    html = client.get(reverse("formal_care")).content.decode()
    assert "likely too low" in html
    assert "known facilities reported" in html
    assert "State the answer" not in html
    past = client.get(reverse("formal_care"), {"until": older.isoformat()}).content.decode()
    assert "Few children: hidden" in past
    for wrong in ("2020-02-31", "tomorrow", "2019-12-31"):
        assert client.get(reverse("formal_care"), {"until": wrong}).status_code == 404
    answer = client.get(reverse("formal_care_file"), {"until": older.isoformat()})
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == 20
    assert all(line["warning"] and line["coverage"] for line in lines)
    assert "\x00" not in answer.content.decode()
    enter(world.users["manager"])
    assert client.get(reverse("formal_care")).status_code == 403
    assert client.get(reverse("formal_care_file")).status_code == 403


def test_full_coverage_needs_no_warning(settings):
    settings.TUTELA_CHILD_POPULATION = 50_000
    known = {"reporting": 10, "known": 10, "unregistered": 0, "warns": False}
    found = CareFigures(until=dt.date(2026, 9, 30), figures=list(rows_of().values()), coverage=known)
    shown = words.page(found)
    assert shown["warning"] == ""
    assert "per 100,000 children" in shown["rows"][0]["note"]
    assert shown["rows"][3]["note"] == "residential for one in a family"


def test_law_and_policy_are_stated_by_inspection(enter, client, world, team):
    with acting_as(team.worker), pytest.raises(Refused):
        state_policy(code="FC13", by=team.worker, answer="met", words="Act 5/2024")
    with acting_as(world.inspector):
        with pytest.raises(InvalidInput) as wrong:
            state_policy(code="FC01", by=world.inspector, answer="not_applicable", words=" ")
        assert set(wrong.value.fields) == {"code", "answer", "words"}
    enter(world.users["inspector"])
    address = reverse("care_policy", args=["FC13"])
    assert client.get(address).status_code == 200
    assert client.get(reverse("care_policy", args=["FC01"])).status_code == 404
    assert client.post(address, {"answer": "met", "words": ""}).status_code == 422
    assert client.post(address, {"answer": "partly", "words": "Act 5/2024"}).status_code == 302
    assert client.post(address, {"answer": "met", "words": "Act 6/2026"}).status_code == 302
    assert "Act 6/2026" in client.get(address).content.decode()
    with acting_as(world.keeper):
        assert PolicyStatement.objects.count() == 2
        made = close_quarter(by=world.keeper)
    row = next(row for row in made.figures if row["code"] == "FC13")
    assert (row["answer"], row["words"]) == ("met", "Act 6/2026")
    assert "State the answer" in client.get(reverse("formal_care")).content.decode()
    enter(world.users["manager"])
    assert client.get(address).status_code == 403


@pytest.mark.requirement("R95")
def test_programs_get_coverage_and_warning_with_every_figure(program, world, team):
    planner = make_user("ministry_planner")
    call = program(planner, ["statistics_view"])
    assert call("get", "/formal-care").status_code == 404
    assert program(team.worker.user)("get", "/formal-care").status_code == 403
    with acting_as(world.keeper):
        close_quarter(by=world.keeper)
        older = dt.date(2020, 3, 31)
        known = KNOWN | {"unreported": 45}
        CareFigures.objects.create(until=older, figures=list(rows_of().values()), coverage=known)
    newest = call("get", "/formal-care").json()
    assert (newest["until"], newest["likely_underestimate"]) == (last_quarter().isoformat(), True)
    past = call("get", f"/formal-care?until={older}").json()
    assert "likely too low" in past["warning"]
    assert past["coverage"]["children_estimated_unreported"] == 45
    assert "about 45 more children" in past["coverage"]["words"]
    assert "2 known places are not registered" in past["coverage"]["words"]
    assert [row["value"] for row in past["indicators"] if row["code"] == "FC02"] == [205]
    assert call("get", "/formal-care?until=2019-12-31").status_code == 404
    assert call("get", "/formal-care?until=soon").status_code == 422


@pytest.mark.requirement("R95")
def test_tables_made_from_files_say_it_too(world):
    """Statistics count children in institutions as far as they have a file: never without the warning."""
    bare = beside_files(institutions_reporting())
    assert "likely too low" in bare
    assert "not been computed yet" in bare
    with acting_as(world.keeper):
        close_quarter(by=world.keeper)
    assert "known facilities reported" in beside_files(institutions_reporting())


def test_what_is_not_known_is_not_said():
    assert words.coverage_words({"reporting": 0, "known": 0, "unregistered": 0, "warns": True}) == (
        "0 of 0 known facilities reported in the last three months (0 %)."
    )
