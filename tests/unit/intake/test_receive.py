"""Taking reports in: sealed at once, little needed, received once, both dates, any channel."""

import datetime as dt

import pytest
from django.db import connection

from tests.unit.intake.conftest import the_public
from tutela.accounts.api import PUBLIC_ACTOR
from tutela.audit.models import Event
from tutela.intake.actions import receive_report as room
from tutela.intake.actions.open_report import open_report
from tutela.intake.actions.receive_report import LONGEST, Submission, receive_report
from tutela.intake.enums import DangerSign
from tutela.intake.models import Report, Reporter
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, OperatorError, Refused
from tutela.kernel.vault import receipt
from tutela.vocabulary import api as vocabulary

WORRY = "canary-worry-7731"
MONDAY = dt.datetime(2027, 3, 1, 10, 47, 13, tzinfo=dt.UTC)


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    "said", [{"worry": "Something is wrong."}, {"worry": "", "place": "The market"}, {"worry": "", "territory": 1}]
)
def test_a_worry_or_a_place_is_enough(world, send, said):
    if "territory" in said:
        said = said | {"territory": world.district}
    received = send(**said)
    assert receipt.parse(received.receipt)
    with acting_as(world.officer):
        assert Report.objects.get().state == "new"


@pytest.mark.requirement("R20")
def test_nothing_at_all_is_asked_again(world, send):
    with pytest.raises(InvalidInput) as caught:
        send(worry=" ", place="")
    assert "worry" in caught.value.fields


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"worry": "x" * (LONGEST + 1)}, "worry"),
        ({"danger": "boom"}, "danger"),
        ({"age_band": "99"}, "age_band"),
        ({"reporter_type": "spy"}, "reporter_type"),
        ({"contact": "letter"}, "contact"),
        ({"about": "x"}, "about"),
        ({"profession": "spy"}, "profession"),
    ],
)
def test_what_cannot_be_taken_names_its_field(send, said, field):
    with pytest.raises(InvalidInput) as caught:
        send(**said)
    assert list(caught.value.fields) == [field]


def test_words_lie_sealed_and_open_with_the_teams_key_only(world, send):
    send(worry=WORRY, place="canary-place", name="canary-name", phone="canary-phone", contact="phone")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL ROLE tutela_definer")
        cursor.execute(
            "SELECT intake_report::text || coalesce((SELECT audit_event::text FROM audit_event LIMIT 1), '') FROM intake_report"
        )
        text = cursor.fetchone()[0]
        cursor.execute("SET LOCAL ROLE tutela_staff")
    assert b"canary".hex() not in text
    assert "canary" not in text
    with acting_as(world.officer):
        report = Report.objects.get()
        assert open_report(report=report, keys=world.keys, by=world.officer).content["worry"] == WORRY
        assert Event.objects.count() == 0
    with acting_as(world.supervisor):
        assert b"canary" not in bytes(Reporter.objects.get().words)


def test_danger_decides_urgency_and_the_country_the_deadline(world, send):
    with moved_to(MONDAY):
        sent = {danger: send(danger=danger).report_id for danger in ("yes", "unsure", "no", "NAS")}
    with acting_as(world.officer):
        found = {danger: Report.objects.get(pk=pk) for danger, pk in sent.items()}
    assert {danger: report.urgency for danger, report in found.items()} == {
        "yes": "immediate_danger", "unsure": "within_24_hours", "no": "within_48_hours", "NAS": "within_48_hours"
    }  # fmt: skip
    assert found["yes"].ever_immediate
    assert not found["unsure"].ever_immediate
    assert found["yes"].due_at - found["yes"].clock_from == vocabulary.deadline("triage", "immediate_danger")
    assert found["yes"].clock_from == MONDAY.replace(minute=45, second=0)
    assert found["no"].clock_from == MONDAY.replace(minute=0, second=0)


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    ("kind", "channel"),
    [("child", "child_web_form"), ("peer", "child_web_form"), ("family", "web_form"), ("UNK", "web_form")],
)
def test_the_public_site_cannot_choose_its_channel(world, kind, channel):
    with the_public():
        receive_report(
            submission=Submission(worry="x", reporter_type=kind), team=world.team, by=PUBLIC_ACTOR, channel="police"
        )
    with acting_as(world.officer):
        assert Report.objects.get().channel == channel


@pytest.mark.requirement("R16")
def test_every_channel_ends_in_the_same_queue(world):
    codes = [option.code for option in vocabulary.options("report_channels", with_unknown=False)]
    with acting_as(world.officer):
        for code in codes:
            received = receive_report(submission=Submission(worry="x"), team=world.team, by=world.officer, channel=code)
            assert len(received.receipt) == receipt.DIGITS
        assert {report.channel for report in Report.objects.filter(office=world.office)} == set(codes)


@pytest.mark.requirement("R27")
def test_a_paper_report_keeps_both_dates_and_runs_from_the_first(world):
    with moved_to(MONDAY), acting_as(world.officer):
        receive_report(
            submission=Submission(worry="x", danger="unsure"),
            team=world.team,
            by=world.officer,
            channel="paper",
            taken_on=dt.date(2027, 2, 26),
        )
        report = Report.objects.get()
        assert (report.taken_on, report.received_on) == (dt.date(2027, 2, 26), dt.date(2027, 3, 1))
        assert report.clock_from.date() == dt.date(2027, 2, 26)
        assert report.due_at < now()


@pytest.mark.parametrize(
    ("options", "field"), [({"channel": "pigeon"}, "channel"), ({"channel": "paper", "taken_on": "tomorrow"}, "taken_on")]
)
def test_staff_gives_a_known_channel_and_no_day_to_come(world, options, field):
    if options.get("taken_on"):
        options = options | {"taken_on": today() + dt.timedelta(days=1)}
    with acting_as(world.officer), pytest.raises(InvalidInput) as caught:
        receive_report(submission=Submission(worry="x"), team=world.team, by=world.officer, **options)
    assert field in caught.value.fields


def test_staff_enters_reports_for_their_own_office_only(world):
    for actor, team in ((world.officer, world.other_team), (world.supervisor, world.team), (world.caseworker, world.team)):
        with acting_as(actor), pytest.raises(Refused):
            receive_report(submission=Submission(worry="x"), team=team, by=actor, channel="walk_in")


def test_a_team_without_a_key_receives_nothing(world, send):
    from tests.factories.accounts import make_team

    with pytest.raises(OperatorError):
        send(team=make_team(world.office))


def test_sending_twice_gives_the_same_code_and_one_report(world, send):
    first, second = send(once=b"form"), send(once=b"form")
    changed, elsewhere = send(once=b"form", worry="And one more thing."), send(once=b"another form")
    assert first.receipt == second.receipt
    assert (first.again, second.again) == (False, True)
    assert len({first.receipt, changed.receipt, elsewhere.receipt}) == 3
    with acting_as(world.officer):
        assert Report.objects.count() == 3


def test_another_fault_of_the_database_is_not_taken_for_a_second_sending(world, send, monkeypatch):
    from django.db import IntegrityError

    def broken(self, **_options):
        raise IntegrityError("something else")

    monkeypatch.setattr(Report, "save", broken)
    with pytest.raises(IntegrityError):
        send()


@pytest.mark.requirement("R17")
@pytest.mark.rule("P8")
def test_a_report_may_be_anonymous(world, send):
    send()
    with acting_as(world.supervisor):
        assert Reporter.objects.count() == 0


def test_the_country_stands_for_a_place_that_was_not_said(world, send):
    with acting_as(world.officer):
        report = Report.objects.get(pk=send().report_id)
    assert report.territory == world.country


def test_without_a_country_the_teams_own_place_stands(world, monkeypatch):
    monkeypatch.setattr(room.Territory.objects, "filter", lambda **_where: room.Territory.objects.none())
    assert room._whole_country(world.team) == world.team.office.territory


@pytest.mark.parametrize(
    ("signs", "danger", "said"),
    [
        ((), "unsure", "unsure"),
        (("none",), "yes", "no"),
        (("unsure",), "no", "unsure"),
        (("none", "unsure"), "no", "unsure"),
        *(((sign,), "no", "yes") for sign in DangerSign if sign not in {DangerSign.UNSURE, DangerSign.NONE}),
    ],
)
def test_what_was_ticked_is_stronger_than_what_was_answered(signs, danger, said):
    assert Submission(signs=signs, danger=danger).danger_said == said
