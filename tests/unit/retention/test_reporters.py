"""Who reported is erased when its months are over, and not while a file, proceedings or a hold need it (R17, P8, P40)."""

import datetime as dt

import pytest
from django.db import connection

from tests.factories.cases import make_team_of_office, open_case, put_in_state
from tests.unit.intake.conftest import quick_receipts, send, the_public, world  # noqa: F401 - fixtures
from tests.unit.retention.conftest import held
from tutela.accounts.api import create_system_users
from tutela.intake.actions import settle, triage
from tutela.intake.api import mailbox_of_receipt
from tutela.intake.models import Report, Reporter
from tutela.justice.models import Proceeding
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.retention import policies, tasks
from tutela.retention.actions import erase_reporters
from tutela.vocabulary import api as vocabulary

pytestmark = [pytest.mark.requirement("R17"), pytest.mark.rule("P8"), pytest.mark.rule("P40")]
DAY = dt.timedelta(days=1)


@pytest.fixture
def settled(world, send):  # noqa: F811
    """A report by somebody who left a name, settled today."""
    received = send(name="Maren", contact="phone", phone="1")
    with acting_as(world.officer):
        report = triage.take_in_hand(report=Report.objects.get(), by=world.officer)
        settle.settle_report(report=report, target="information_only", reason="x", by=world.officer)
    return received


def later(days):
    months = vocabulary.jurisdiction().retention.reporter_months
    day = policies.months_after(today(), months) + days * DAY
    return moved_to(dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC))


def erased(world, days=1):  # noqa: F811
    with later(days), acting_as(world.keeper):
        return erase_reporters(by=world.keeper)


def left(world):  # noqa: F811
    with acting_as(world.supervisor):
        return Reporter.objects.count()


def linked(world, **values):  # noqa: F811
    """The report taken up in a file of a team that is closed today."""
    team = make_team_of_office()
    with acting_as(world.officer):
        report = Report.objects.get()
        Report.objects.filter(pk=report.pk).update(state="accepted")
    return team, put_in_state(open_case(team), "closed", team.worker, report_id=report.pk, **values)


def test_after_its_months_and_not_before(world, settled, trail):  # noqa: F811
    assert erased(world, days=-1) == 0
    assert left(world) == 1
    create_system_users()
    with later(1):
        tasks.erase.func(0)
    assert left(world) == 0
    with acting_as(world.officer):
        report = Report.objects.get()
        assert report.erased_on is None
        assert bytes(report.words)
    with the_public():
        assert not mailbox_of_receipt(settled.receipt).has_contact
    assert trail("reporter_erased") == [("reporter_erased", "")]


def test_one_that_is_not_settled_or_was_written_to_stays(world, settled):  # noqa: F811
    for values in ({"state": "in_triage"}, {"state": "closed", "unread": True}, {"state": "accepted", "unread": False}):
        with acting_as(world.officer):
            Report.objects.update(**values)
        assert erased(world) == 0, values
    assert left(world) == 1


def test_it_waits_for_its_file(world, settled):  # noqa: F811
    team, file = linked(world)
    put_in_state(file, "active", team.worker, closed_at=None)
    assert erased(world) == 0
    put_in_state(file, "closed", team.worker, closed_at=now() + 30 * DAY)
    assert erased(world) == 0
    put_in_state(file, "closed", team.worker, closed_at=now())
    assert erased(world) == 1


def test_it_waits_for_proceedings_and_holds(world, settled, officer):  # noqa: F811
    team, file = linked(world)
    with acting_as(team.worker):
        case = Proceeding.objects.create(
            file=file, key_id=file.child_id, created_by=team.worker.user, updated_by=team.worker.user, authority="AC-POL",
            subject="Wages.", opened_on=today(), stage_since=today(),
        )  # fmt: skip
    assert erased(world) == 0
    with acting_as(team.worker):
        Proceeding.objects.filter(pk=case.pk).update(state="enforced")
    held(officer, file)
    assert erased(world) == 0
    assert left(world) == 1


def test_the_docket_of_the_mechanism_is_not_touched(world, send):  # noqa: F811
    send(team=world.oversight, name="Maren", contact="phone", phone="1")
    with acting_as(world.ombudsperson):
        Report.objects.update(state="closed")
    assert erased(world) == 0


def test_no_person_does_it(world, settled):  # noqa: F811
    for person in (world.officer, world.supervisor, world.administrator):
        with later(1), acting_as(person):
            with pytest.raises(Refused):
                erase_reporters(by=person)
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM retention_erase_reporters(now(), 9)")
                assert cursor.fetchall() == []
    assert left(world) == 1
