"""When the term is over what was written about a person is destroyed and the codes stay; attacked by plain SQL (P40, R135)."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from tests.factories.accounts import make_actor, make_office
from tests.factories.care import approved_plan, send_case_referral
from tests.factories.cases import make_concern, make_person, make_view, open_case, put_in_state
from tests.unit.circumstances.conftest import referred
from tests.unit.community.conftest import asked
from tests.unit.intake.conftest import quick_receipts, send, the_public, world  # noqa: F401 - fixtures
from tests.unit.retention.conftest import closed, held
from tests.unit.treatment.conftest import noted, planned
from tutela.accounts import api as accounts
from tutela.cases.actions.break_glass import break_glass
from tutela.cases.models import CaseFile, Child, Deadline, FileAccess, SearchToken
from tutela.directory.models import Office
from tutela.intake.actions.erase import erase_expired_reports
from tutela.intake.models import Report
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.vault import Sealed
from tutela.kernel.vault.models import DataKey
from tutela.retention import actions, row_security
from tutela.retention import tasks as nightly
from tutela.retention.enums import Wait
from tutela.retention.queries import falls_due

pytestmark = [pytest.mark.requirement("R135"), pytest.mark.rule("P40")]
OLD = dt.date(1990, 5, 31)
NOT_OF_A_FILE = {"cases_child", "cases_agerecord", "cases_duplicatestep", "exchange_recordimport"}
"""Sealed tables that hang on no file: the child's own, those of a pair, an import; each is answered for in ``row_security``."""


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def over(team, seal, file=None, **opening):
    """A closed, sealed file of a person whose term is long over."""
    file = file or closed(team, **opening)
    with acting_as(team.worker):
        Child.objects.filter(pk=file.child_id).update(presumed_child_until=OLD)
    seal()
    return file


@pytest.fixture
def reduce(keeper):
    def reducing(**limits):
        with acting_as(keeper):
            return actions.reduce_due_files(by=keeper, **limits)

    return reducing


def rich(team):
    """A file with something in many of its parts."""
    file = open_case(team)
    make_person(team, file, unsafe=True)
    make_concern(team, file, offences=["FLAB"])
    make_view(team, file)
    approved_plan(team, file)
    send_case_referral(team, file)
    return long_closed(team, file)


def long_closed(team, file):
    put_in_state(file, "closed", team.worker, closed_at=now() - dt.timedelta(days=400))
    with acting_as(team.worker):
        Deadline.objects.filter(file=file).update(done_at=now())
    return file


def is_reduced(file):
    with acting_as(accounts.system_actor("deadline_keeper")):
        return sql("SELECT erased_at IS NOT NULL FROM cases_child WHERE id = %s", file.child_id)


def keys_of(file):
    """The data keys of everything that hangs on this file, and how many of them still open something."""
    owner = {file.child.key_id}
    for table, rows in row_security.tables().items():
        owner |= {
            row[0] for row in sql(f"SELECT key_id FROM {table} WHERE {rows.replace('files', 'ARRAY[%s::uuid]')}", file.pk)
        }
    return owner


def alive(keys):
    return DataKey.objects.filter(pk__in=keys, destroyed_at=None).count()


def test_what_was_written_is_destroyed_and_the_codes_stay(team, keeper, seal, reduce, trail):
    file = rich(team)
    other = open_case(team)
    with acting_as(team.worker):
        keys = keys_of(file)
        assert len(keys) >= 2, "the child's and the referral's"
        others = alive(keys_of(other))
        tokens = SearchToken.objects.filter(child_id=file.child_id).count()
    assert tokens > 0
    over(team, seal, file)
    builder = accounts.system_actor("observation_builder")

    def counted():
        with acting_as(builder):
            sql("SET LOCAL ROLE tutela_statistics")
            found = sorted(map(repr, sql("SELECT * FROM care_observation")))
            sql("SET LOCAL ROLE tutela_staff")
            return found

    before = counted()
    assert reduce() == 1
    assert counted() == before, "no figure changes"
    with acting_as(team.worker):
        assert alive(keys) == 0
        assert alive(keys_of(other)) == others
        assert Child.objects.filter(pk=other.child_id, erased_at=None).exists()
    assert trail("child_reduced") == [("child_reduced", str(file.child_id))]
    assert reduce() == 0


@pytest.mark.requirement("R61")
def test_what_lies_under_keys_of_its_own_falls_with_the_file(team, keeper, seal, reduce):
    file, nurse = open_case(team), make_actor("health_professional", office=team.clinic)
    treated = referred(team, file, nurse)
    note, step = noted(nurse, treated), planned(nurse, treated)
    with acting_as(nurse):
        own = {note.key_id, step.clinical.key_id}
    member = make_actor("community_member", office=make_office(team.office.territory, holds_files=False))
    support = asked(team.worker, file, Office.objects.get(pk__in=member.offices("support_do")))
    with acting_as(nurse):
        own.add(support.key_id)
        assert len(own) == 3 == alive(own)
    over(team, seal, long_closed(team, file))
    assert reduce() == 1
    with acting_as(nurse):
        assert alive(own) == 0


def test_it_is_not_seen_again_and_whoever_asks_is_told(team, seal, reduce, officer):
    file = over(team, seal)
    assert reduce() == 1
    with acting_as(team.worker):
        assert not CaseFile.objects.filter(pk=file.pk).exists()
        with pytest.raises(InvalidInput) as caught:
            break_glass(number=file.number, by=team.worker, reason="The person stands here and asks for it.", hours=1)
        assert "reduced to codes" in str(caught.value.fields["number"])
    with pytest.raises(InvalidInput) as caught:
        held(officer, file)
    assert "reduced to codes" in str(caught.value.fields["number"])
    for stranger in (make_actor("statistician"), make_actor("ministry_planner")):
        with acting_as(stranger):
            assert sql("SELECT cases_reduced(%s)", file.number) == [(False,)]


def test_not_before_it_is_sealed_and_the_term_is_over(team, seal, reduce, file):
    assert reduce() == 0, "closed, not sealed"
    seal()
    assert reduce() == 0, "sealed, the person is a child"


def test_a_hold_an_emergency_and_an_adoption_keep_it(team, seal, reduce, officer):
    adopted = open_case(team)
    make_concern(team, adopted, offences=["SALE-AD"])
    over(team, seal, long_closed(team, adopted))
    opened, holding = over(team, seal), over(team, seal)
    held(officer, holding)
    with acting_as(team.worker):
        access = break_glass(number=opened.number, by=team.worker, reason="The person stands here and asks for it.", hours=1)
        Deadline.objects.filter(file=opened).update(done_at=now())
    with acting_as(officer):
        waits = {due.number: due.wait for due in falls_due(today())[0]}
    assert waits == {adopted.number: Wait.ORIGINS, opened.number: Wait.ACCESS, holding.number: Wait.HOLD}
    assert reduce() == 0
    with acting_as(team.worker):
        FileAccess.objects.filter(pk=access.pk).update(ended_at=now())
    assert reduce() == 1
    assert is_reduced(opened) == [(True,)]
    assert is_reduced(adopted) == [(False,)]


def test_another_file_of_the_same_child_keeps_both(team, seal, reduce):
    file = over(team, seal)
    second = open_case(team)
    with acting_as(team.worker):
        CaseFile.objects.filter(pk=second.pk).update(child_id=file.child_id)
    assert reduce() == 0
    with acting_as(team.worker):
        CaseFile.objects.filter(pk=second.pk).update(state="not_accepted")
    assert reduce() == 1


def test_no_person_does_it(team, seal, officer):
    file = over(team, seal)
    for person in (team.worker, team.supervisor, officer, make_actor("administrator")):
        with acting_as(person):
            assert sql("SELECT * FROM retention_reduce('2999-12-31', 10)") == []
            with pytest.raises(Refused):
                actions.reduce_due_files(by=person)
    assert is_reduced(file) == [(False,)]


def test_the_night_reduces_every_one_that_is_due(team, seal, keeper, monkeypatch):
    files = [over(team, seal) for _each in range(3)]
    whole = actions.reduce_due_files
    monkeypatch.setattr(nightly, "reduce_due_files", lambda by: whole(by=by, most=2))
    nightly.reduce(0)
    assert [is_reduced(file) for file in files] == [[(True,)]] * 3


def test_the_report_is_erased_the_same_night_unless_another_file_came_of_it(world, send, team, keeper, seal, reduce):  # noqa: F811
    send()
    with acting_as(world.officer):
        report = Report.objects.get()
        Report.objects.filter(pk=report.pk).update(state="accepted", unread=False)
    files = [closed(team), open_case(team)]
    with acting_as(team.worker):
        CaseFile.objects.filter(pk__in=[file.pk for file in files]).update(report_id=report.pk)

    def erased():
        with acting_as(world.keeper):
            erase_expired_reports(by=world.keeper)
        with acting_as(world.officer):
            report.refresh_from_db()
        return report.erased_on is not None

    over(team, seal, files[0])
    assert reduce() == 1
    assert not erased(), "the brother's file came of the same report"
    over(team, seal, long_closed(team, files[1]))
    assert reduce() == 1
    assert erased()
    assert not bytes(report.words)


def test_every_sealed_table_is_answered_for():
    sealed = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, Sealed)}
    named = set(row_security.tables()) | row_security.NOT_OF_THE_CHILD | NOT_OF_A_FILE
    rest = {
        table for table in sealed if table not in named and not table.startswith(("facilities_", "accounts_", "webhooks_"))
    }
    assert rest == set()
