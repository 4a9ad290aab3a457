"""The ladder of reminders, digests without content, the calendar."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import monitoring as make
from tests.factories.accounts import make_user
from tutela.accounts.api import create_system_users, system_actor
from tutela.kernel import clock
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.monitoring import api, models, tasks
from tutela.monitoring.enums import Step
from tutela.monitoring.presenters.overview import calendar
from tutela.monitoring.queries.reminders import Due, due_items
from tutela.planning import models as planned

D = dt.date
DUE = D(2026, 6, 30)


@pytest.mark.parametrize(
    ("days", "step"),
    [(-31, None), (-30, Step.T30), (-8, Step.T30), (-7, Step.T7), (-1, Step.T7), (0, Step.DUE), (13, Step.DUE), (14, Step.LATE14),
     (29, Step.LATE14), (30, Step.LATE30), (37, Step.LATE30), (38, None), (4000, None)],
)  # fmt: skip
def test_the_step_a_date_has_reached(days, step):
    assert Due("x:1", "", "", DUE, "").step(DUE + dt.timedelta(days=days)) == step


@pytest.mark.django_db
@pytest.mark.requirement("R106")
def test_each_step_is_told_once_then_silence(state, monkeypatch):
    create_system_users()
    keeper = system_actor("deadline_keeper")
    analyst = make_user("legal_analyst", email="analyst@example.org", language="fr")
    signer = make_user("report_signatory")
    make_user("caseworker")
    make.make(models.ReportDue, state=state, instrument="OPSC", kind="first", due_on=DUE)
    told = []
    for days in range(-40, 80):
        moment = dt.datetime.combine(DUE + dt.timedelta(days=days), dt.time(6), tzinfo=dt.UTC)
        monkeypatch.setattr("tutela.monitoring.actions.reminders.today", lambda moment=moment: moment.date())
        with acting_as(keeper):
            told += [(days, digest.to.username, *digest.counts) for digest in api.remind(by=keeper)]
    assert [(days, step) for days, name, step in told if name == analyst.username] == [
        (-30, Step.T30), (-7, Step.T7), (0, Step.DUE), (14, Step.LATE14), (30, Step.LATE30),
    ]  # fmt: skip
    assert [days for days, name, _step in told if name == signer.username] == [14, 30], "late dates climb"
    assert {name for _days, name, _step in told} == {analyst.username, signer.username, "keeper"}
    with pytest.raises(Refused), acting_as(system_actor("observation_builder")):
        api.remind(by=system_actor("observation_builder"))


@pytest.mark.django_db
def test_every_kind_of_date_is_watched_until_it_is_done(state):
    make.make(models.ReportDue, state=state, instrument="OPSC", kind="first", due_on=DUE)
    waiting = make.make_recommendation(due_on=DUE, original_due_on=DUE)
    make.make_recommendation(due_on=DUE, original_due_on=DUE, status="implemented")
    make.make_activity()
    make.make_activity(status="implemented", progress=100)
    from tests.factories.accounts import make_organisation, make_territory

    body = make.make(planned.Body, code="B", name="B", territory=make_territory(), sectors=["a"], chair=make_organisation())
    make.make(planned.Decision, code="D", body=body, decided_on=D(2025, 1, 1), text="t", owner=body.chair, due_on=DUE)
    duty = make.make(models.LegalDuty, code="L", sector="s", duty="d", provision=make.make_provision(), report_months=12)
    make.make(models.DutyReport, duty=duty, company="C", due_on=DUE)
    found = list(due_items())
    assert sorted(due.subject.split(":")[0] for due in found) == ["activity", "decision", "duty", "recommendation", "report"]
    assert waiting.code in {due.name for due in found}


@pytest.mark.django_db
def test_a_letter_holds_counts_and_no_content(state, settings, mailoutbox):
    create_system_users()
    make_user("legal_analyst", email="analyst@example.org")
    make_user("legal_analyst")
    make.make(models.ReportDue, state=state, instrument="OPSC", kind="first", due_on=clock.today())
    tasks.tell_dates.func(0)
    (letter,) = mailoutbox
    assert letter.to == ["analyst@example.org"]
    assert "1 date needs your attention" in letter.body
    assert "OPSC" not in letter.subject + letter.body
    tasks.tell_dates.func(0)
    assert len(mailoutbox) == 1


@given(name=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=120))
def test_a_calendar_line_is_never_longer_than_75_bytes_and_unfolds_to_what_was_said(name):
    text = calendar([Due("report:1", "Report", name, DUE, "")], dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    said = next(line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:"))
    assert said.removeprefix("SUMMARY:Report: ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == name
    assert "DTSTART;VALUE=DATE:20260630" in text
