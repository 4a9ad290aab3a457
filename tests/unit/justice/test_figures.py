"""The funnel with its reasons, unequal access, and the indicators: victims who are held apart, and nothing unreported is zero."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.accounts import make_actor, make_user
from tests.factories.cases import open_case
from tests.unit.justice.conftest import DAY, made, opened, staged
from tutela.justice.actions.figures import close_justice_quarter, state_return
from tutela.justice.actions.wrongs import release
from tutela.justice.models import JusticeFigures, JusticeReturn
from tutela.justice.presenters import figures as words
from tutela.justice.queries import figures
from tutela.justice.queries.figures import Case, Held
from tutela.kernel.clock import end_of, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.placements.api import last_quarter

UNTIL = dt.date(2026, 9, 30)
STAGES = ["complaint", "investigation", "charged", "trial", "judgment", "enforced"]


def cases(count, reached, **changes):
    known = {
        "region": "R1", "sex": "girl", "minority": "no", "disability": "unknown", "nationality": "unknown",
        "stages": tuple(STAGES[: reached + 1]), "convicted": reached >= 4, "reason": "", "settled": False,
    }  # fmt: skip
    return [Case(**known | changes) for _number in range(count)]


def keeper():
    return make_actor("deadline_keeper", is_system=True)


@pytest.mark.requirement("R79")
def test_the_funnel_reproduces_what_went_in():
    mixed = cases(40, 0) + cases(30, 1) + cases(20, 3) + cases(15, 5)
    mixed += cases(25, 2, reason="insufficient_evidence") + cases(12, 1, reason="limitation_period")
    rows = {row["step"]: row["value"] for row in figures.funnel(mixed, 10)}
    assert rows == {"reported": 140, "investigated": 100, "charged": 60, "tried": 35, "convicted": 15, "enforced": 15}
    assert {row["reason"]: row["value"] for row in figures.reasons(mixed, 10)} == {
        "insufficient_evidence": 25, "limitation_period": 10,
    }  # fmt: skip
    acquitted = cases(20, 4, convicted=False)
    assert {row["step"]: row["value"] for row in figures.funnel(acquitted, 10)}["convicted"] == 0


@pytest.mark.requirement("R79")
def test_unequal_access_is_flagged_above_the_ratio():
    mixed = cases(60, 2) + cases(40, 0) + cases(40, 2, sex="boy") + cases(60, 0, sex="boy")
    rows = {(row["dimension"], row["group"]): row for row in figures.equity(mixed, 10, 125)}
    assert (rows["sex", "girl"]["value"], rows["sex", "boy"]["value"]) == (60, 40)
    assert (rows["sex", "girl"]["unequal"], rows["sex", "boy"]["unequal"]) == (False, True)
    assert not figures.equity(mixed, 10, 150)[-1]["unequal"]
    assert {row["dimension"] for row in rows.values()} == set(figures.DIMENSIONS)
    assert next(row for row in figures.equity(mixed, 10, 151) if row["group"] == "boy")["unequal"] is False


@pytest.mark.rule("P28")
@given(some.integers(0, 30), some.integers(0, 30), some.integers(5, 12))
def test_nothing_small_is_ever_shown(charged, other, threshold):
    mixed = cases(charged, 2) + cases(other, 0)
    for row in figures.funnel(mixed, threshold):
        assert row["hidden"] or row["value"] % 5 == 0
    for row in figures.equity(mixed, threshold, 125):
        small = 0 < charged < threshold or 0 < other < threshold or charged + other < threshold
        assert row["hidden"] is small
        assert not (row["hidden"] and row["unequal"])
    freed = [Held(n, "remand", end_of(UNTIL) - DAY, end_of(UNTIL), "no", None) for n in range(charged)]
    hours = figures._hours(freed, threshold)
    assert hours["hidden"] is (0 < charged < threshold)


@pytest.mark.requirement("R82")
def test_the_fifteen_stand_twice_and_what_nobody_reported_is_not_zero():
    end = end_of(UNTIL)
    held = [Held(n, "remand", end - 20 * DAY, None, "no" if n < 12 else "yes", UNTIL - 9 * DAY) for n in range(24)]
    held += [Held(100 + n, "prison", end - 40 * DAY, end - 38 * DAY, "unknown", None) for n in range(15)]
    stated = {"CJ02": JusticeReturn(code="CJ02", value=300, institution="Prisons"), "CJ14": JusticeReturn(answer="partly")}
    rows = {row["code"]: row for row in figures.indicators(held, 20, UNTIL, 10, stated)}
    assert [code for code in rows if code.startswith("CJ")] == [f"CJ{number:02d}" for number in range(1, 16)]
    assert (rows["CJ02"]["reported"]["value"], rows["CJ02"]["victims"]["value"]) == (300, 25)
    assert (rows["CJ03"]["reported"], rows["CJ03"]["victims"]["value"]) == (None, 25)
    assert rows["CJ05"]["victims"]["value"] == 48
    assert rows["CJ04"]["victims"] == {"kind": "hours", "hidden": False, "value": None}
    assert rows["CJ07"]["victims"]["value"] == 40  # 10 of 25 after rounding
    assert rows["CJ08"]["victims"]["value"] == 100
    assert (rows["CJ09"]["victims"], words.value(rows["CJ09"]["victims"])) == (None, "Not in the records")
    assert rows["median_hours_to_release_of_victims"]["victims"]["value"] == 48
    assert rows["non_punishment_actions_granted"]["victims"]["value"] == 20
    assert words._indicator(rows["CJ06"])["reported"] == "Not reported"
    assert "Partly met" in words._indicator(rows["CJ14"])["reported"]


@pytest.mark.requirement("R79")
@pytest.mark.requirement("R80")
def test_the_database_gives_codes_to_the_process_only(team, file):
    until, early = last_quarter(), last_quarter() - 60 * DAY
    first = opened(team, file, opened_on=early)
    staged(team.worker, first, "charged", entered_on=early + 9 * DAY)
    opened(team, open_case(team, sex="boy"), opened_on=early)
    opened(team, open_case(team), opened_on=today())  # after the quarter
    liberty = made(team, file, "liberty", held_since=end_of(early))
    with acting_as(team.worker):
        out = {"released_at": end_of(early) + 5 * DAY, "released_kind": "kin", "released_to": "x"}
        release(record=liberty, by=team.worker, base_version=1, values=out)
    made(team, file, "settlement", known_on=early, forms=["marriage"], state="agreed")
    process = keeper()
    with acting_as(process):
        since = until - figures.YEAR
        found = [figures._case(*row) for row in figures._rows("justice_funnel", since, until)]
        assert sorted((case.sex, case.reached("charged"), case.settled) for case in found) == [
            ("boy", False, False), ("girl", True, True),
        ]  # fmt: skip
        (held,) = [Held(*row) for row in figures._rows("justice_liberty_rows", since, until)]
        assert held.released_at - held.held_since == 5 * DAY
        ((_region, settlements, marriages, granted),) = figures._rows("justice_settled", since, until)
        assert (settlements, marriages, granted) == (1, 1, 0)
    with acting_as(team.worker):
        for function in ("justice_funnel", "justice_liberty_rows", "justice_settled"):
            assert figures._rows(function, since, until) == []


@pytest.mark.requirement("R79")
def test_a_quarter_is_made_once_and_read(enter, team, file, lawyer):
    process = keeper()
    with acting_as(team.worker), pytest.raises(Refused):
        close_justice_quarter(by=team.worker)
    planner = make_actor("ministry_planner")
    client = enter(planner.user)
    assert "No quarter has been closed yet" in client.get(reverse("child_justice")).content.decode()
    assert client.get(reverse("child_justice_file")).status_code == 404
    early = last_quarter() - 60 * DAY
    for _number in range(11):
        proceeding = opened(team, open_case(team), opened_on=early)
    staged(team.worker, proceeding, "charged", entered_on=early)
    state = reverse("justice_state", args=["CJ01"])
    body = {"until": last_quarter().isoformat(), "institution": "Police statistics", "value": "412"}
    assert client.get(state).status_code == 200
    assert client.post(state, body | {"value": "-1"}).status_code == 422
    assert client.post(state, body).status_code == 302
    policy = reverse("justice_state", args=["CJ14"])
    assert client.post(policy, {"until": body["until"], "institution": "Ministry", "answer": "not_met"}).status_code == 302
    assert client.get(reverse("justice_state", args=["CJ99"])).status_code == 404
    with acting_as(process):
        first = close_justice_quarter(by=process)
        assert first is not None
        assert close_justice_quarter(by=process) is None
        assert JusticeFigures.objects.count() == 1
    page = client.get(reverse("child_justice")).content.decode()
    for shown in ("Police statistics", "Not reported", "Not met", "Few children: hidden", "Median hours to release"):
        assert shown in page
    answer = client.get(reverse("child_justice_file") + f"?until={first.until}")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"funnel", "equity", "indicator"} <= {row["table"] for row in rows}
    for bad in ("2026-13-45", "x", "1999-12-31"):
        assert client.get(reverse("child_justice") + f"?until={bad}").status_code == 404
    assert enter(team.worker.user).get(reverse("child_justice")).status_code == 403


@pytest.mark.requirement("R79")
def test_programs_read_the_figures(program, team):
    process = keeper()
    planner = make_user("ministry_planner")
    call = program(planner, ["statistics_view"])
    assert call("get", "/child-justice").status_code == 404
    with acting_as(process):
        close_justice_quarter(by=process)
    found = call("get", "/child-justice").json()
    assert {one["code"] for one in found["figures"]["indicators"]} >= {"CJ01", "CJ15"}
    assert program(team.worker.user)("get", "/child-justice").status_code == 403


def test_a_return_needs_a_number_or_an_answer(db, team):
    planner = make_actor("ministry_planner")
    right = {"until": last_quarter(), "institution": "Police", "value": 5}
    with acting_as(planner):
        for code, wrong, field in (
            ("CJ01", {"value": None}, "value"), ("CJ01", {"answer": "met"}, "value"), ("CJ14", {}, "answer"),
            ("CJ99", {}, "code"), ("CJ01", {"institution": " "}, "institution"), ("CJ01", {"until": today() + DAY}, "until"),
        ):  # fmt: skip
            with pytest.raises(InvalidInput) as error:
                state_return(code=code, by=planner, values=right | wrong)
            assert set(error.value.fields) == {field}
        assert not JusticeReturn.objects.exists()
    with acting_as(team.worker), pytest.raises(Refused):
        state_return(code="CJ01", by=team.worker, values=right)
