"""Who sees which report, who reads what is sealed, what the database allows to whom: list, rule and row security agree."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import actor_of, make_office, make_team, make_territory, make_user
from tests.unit.intake.conftest import give_key, the_public
from tutela.accounts.api import PUBLIC_ACTOR, AccountsReason
from tutela.audit.models import Event
from tutela.intake import policies
from tutela.intake.actions import triage
from tutela.intake.actions.forward_report import forward_report
from tutela.intake.actions.open_report import open_report, reveal_reporter
from tutela.intake.actions.receive_report import Submission, receive_report
from tutela.intake.enums import IntakeReason
from tutela.intake.models import Report, Reporter, ReportStep, TriageNote
from tutela.intake.queries.reports import get_report, own_teams, queue, teams_to_forward_to, visible_to
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.vault import CannotOpen

ROLES = ["intake_officer", "supervisor", "district_head", "duty_officer", "caseworker", "administrator", "statistician",
         "data_protection_officer", "deadline_keeper", "ombudsperson"]  # fmt: skip
PEOPLE = ["officer", "colleague", "supervisor", "head", "duty", "elsewhere", "caseworker", "keeper"]


def every_report():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tutela_definer")
        found = list(Report.objects.all())
        cursor.execute("SET LOCAL ROLE tutela_staff")
    return found


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 3)), max_size=3))
def test_list_rule_and_row_security_say_the_same(db, grants):
    with transaction.atomic():
        country = make_territory()
        district = make_territory(country)
        first, second = make_office(make_territory(district)), make_office(make_territory(country))
        for office in (first, second):
            team = make_team(office, receives_public_reports=True)
            give_key(team)
            with the_public():
                receive_report(submission=Submission(worry="x"), team=team, by=PUBLIC_ACTOR)
        user = make_user()
        from tests.factories.accounts import make_grant

        places = [{"office": first}, {"office": second}, {"territory": district}, {"territory": country}]
        for role, place in grants:
            make_grant(user, role, **places[place])
        actor = actor_of(user)
        reports = every_report()
        with acting_as(actor):
            by_rule = {report.pk for report in reports if policies.see_report.allows(actor, report)}
            by_list = set(visible_to(actor).values_list("pk", flat=True))
            by_database = set(Report.objects.values_list("pk", flat=True))
        assert by_rule == by_list == by_database
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_queue_and_the_single_report_agree(world, report, who):
    actor = getattr(world, who)
    sees = who not in ("elsewhere", "caseworker")
    with acting_as(actor):
        assert [found.pk for found in queue(actor)] == ([report.pk] if sees else [])
        assert list(queue(actor, settled=True)) == []
        if sees:
            assert get_report(actor, report.pk) == report
        else:
            with pytest.raises(NotHere):
                get_report(actor, report.pk)


def test_the_most_urgent_comes_first(world, send):
    sent = [send(danger=danger).report_id for danger in ("no", "yes", "unsure")]
    with acting_as(world.officer):
        assert [report.pk for report in queue(world.officer)] == [sent[1], sent[2], sent[0]]


def test_the_words_need_the_key_and_opening_is_audited(world, report):
    with acting_as(world.officer):
        with pytest.raises(Refused) as caught:
            open_report(report=report, keys={}, by=world.officer)
        assert caught.value.reason == AccountsReason.VAULT_LOCKED
        with pytest.raises(Refused) as caught:
            open_report(report=report, keys=world.other_keys, by=world.officer)
        assert caught.value.reason == AccountsReason.NO_SEAL
        with pytest.raises(CannotOpen):
            open_report(report=report, keys={report.team_key_id: next(iter(world.other_keys.values()))}, by=world.officer)
        open_report(report=report, keys=world.keys, by=world.officer)
    dpo = actor_of(make_user("data_protection_officer"))
    with acting_as(dpo):
        assert Event.objects.filter(action="report_opened", actor=str(world.officer.id)).count() == 1


@pytest.mark.parametrize("who", ["elsewhere", "caseworker", "keeper"])
def test_the_key_alone_is_not_enough(world, report, who):
    actor = getattr(world, who)
    with acting_as(actor), pytest.raises(Refused):
        open_report(report=report, keys=world.keys, by=actor)


@pytest.mark.requirement("R17")
@pytest.mark.rule("P8")
class TestReporter:
    @pytest.fixture
    def known(self, world, send):
        received = send(name="Canary Neighbour", phone="0551", contact="phone", times="evenings")
        with acting_as(world.officer):
            return Report.objects.get(pk=received.report_id)

    @pytest.mark.parametrize("who", ["officer", "colleague", "caseworker", "elsewhere", "keeper"])
    def test_stays_sealed_to_everybody_but_the_lead(self, world, known, who):
        actor = getattr(world, who)
        with acting_as(actor):
            assert Reporter.objects.count() == 0, "row security alone"
            with pytest.raises(Refused) as caught:
                reveal_reporter(report=known, keys=world.keys, reason="I want to know", by=actor)
        assert caught.value.reason == IntakeReason.NO_REPORTER

    def test_the_lead_opens_it_with_a_reason_that_is_kept(self, world, known):
        with acting_as(world.supervisor):
            with pytest.raises(InvalidInput):
                reveal_reporter(report=known, keys=world.keys, reason="  ", by=world.supervisor)
            with pytest.raises(Refused):
                reveal_reporter(report=known, keys={}, reason="To call back", by=world.supervisor)
            words = reveal_reporter(report=known, keys=world.keys, reason="To call back", by=world.supervisor)
            assert words["name"] == "Canary Neighbour"
        with acting_as(world.officer):
            assert ReportStep.objects.get().kind == "revealed"
        dpo = actor_of(make_user("data_protection_officer"))
        with acting_as(dpo):
            assert Event.objects.get(action="reporter_revealed").purpose == "To call back"

    def test_nothing_said_is_nothing_here(self, world, report):
        with acting_as(world.supervisor), pytest.raises(NotHere):
            reveal_reporter(report=report, keys=world.keys, reason="To call back", by=world.supervisor)

    def test_another_offices_lead_is_sent_there(self, world, known):
        other = actor_of(make_user("supervisor", office=world.other_office))
        with acting_as(other), pytest.raises(Refused) as caught:
            reveal_reporter(report=known, keys=world.keys, reason="x", by=other)
        assert caught.value.reason == IntakeReason.WITH_OTHER_OFFICE
        assert policies.reveal_reporter.why_not(other, known, world.other_office.pk) == IntakeReason.NOT_VISIBLE

    def test_is_not_among_what_is_read_of_the_report(self, world, known):
        with acting_as(world.officer):
            opened = open_report(report=known, keys=world.keys, by=world.officer)
        assert "Canary" not in repr(opened.content)


class TestForwarding:
    def test_the_other_team_reads_it_and_the_first_no_more(self, world, in_hand):
        with acting_as(world.officer):
            triage.write_note(report=in_hand, text="Seen by us.", by=world.officer)
            forward_report(report=in_hand, team=world.other_team, keys=world.keys, reason="Lives there.", by=world.officer)
            assert Report.objects.count() == 0
            assert TriageNote.objects.count() == 0
        with acting_as(world.elsewhere):
            found = get_report(world.elsewhere, in_hand.pk)
            opened = open_report(report=found, keys=world.other_keys, by=world.elsewhere)
            assert opened.content["worry"] == "A child cries every night."
            assert [entry.content["text"] for entry in opened.notes] == ["Seen by us.", "Lives there."]
            assert (found.state, found.assignee_id) == ("new", None)

    def test_the_reporter_stays_behind(self, world, send):
        with acting_as(world.officer):
            report = Report.objects.get(pk=send(name="Canary").report_id)
            triage.take_in_hand(report=report, by=world.officer)
            forward_report(report=report, team=world.other_team, keys=world.keys, reason="x", by=world.officer)
        there = actor_of(make_user("supervisor", office=world.other_office))
        with acting_as(there), pytest.raises(NotHere):
            found = get_report(there, report.pk)
            reveal_reporter(report=found, keys=world.other_keys, reason="x", by=there)

    def test_refusals(self, world, in_hand):
        with acting_as(world.officer):
            with pytest.raises(Refused) as caught:
                forward_report(report=in_hand, team=world.team, keys=world.keys, reason="x", by=world.officer)
            assert caught.value.reason == IntakeReason.SAME_TEAM
            with pytest.raises(InvalidInput):
                forward_report(report=in_hand, team=world.other_team, keys=world.keys, reason="", by=world.officer)
            for keys in ({}, world.other_keys):
                with pytest.raises(Refused), transaction.atomic():
                    forward_report(report=in_hand, team=world.other_team, keys=keys, reason="x", by=world.officer)
        with acting_as(world.elsewhere), pytest.raises(Refused):
            forward_report(report=in_hand, team=world.other_team, keys=world.keys, reason="x", by=world.elsewhere)

    def test_the_database_refuses_a_move_it_does_not_see_fit(self, world, in_hand):
        with acting_as(world.officer):
            Report.objects.update(state="duplicate")
            with pytest.raises(Refused) as caught:
                forward_report(report=in_hand, team=world.other_team, keys=world.keys, reason="x", by=world.officer)
        assert caught.value.reason == IntakeReason.NO_PERMISSION

    def test_teams_offered(self, world, in_hand):
        with acting_as(world.officer):
            assert set(teams_to_forward_to(in_hand)) == {world.other_team, world.oversight}
            assert own_teams(world.officer) == [world.team]
            assert own_teams(world.caseworker) == []


class TestPublicRole:
    """What a broken public site could do: insert reports, and nothing else."""

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT * FROM intake_report",
            "SELECT count(*) FROM intake_report",
            "SELECT * FROM intake_reporter",
            "SELECT * FROM intake_triagenote",
            "SELECT * FROM intake_reportstep",
            "UPDATE intake_report SET state = 'closed'",
            "DELETE FROM intake_report",
            "UPDATE intake_reporter SET words = ''",
            "DELETE FROM intake_reporter",
            "SELECT * FROM intake_message",
            "INSERT INTO intake_message (id) VALUES (gen_random_uuid())",
            "UPDATE intake_message SET words = ''",
            "SELECT * FROM intake_barriers",
            "SELECT * FROM intake_duty",
            "SELECT * FROM intake_othercontact",
            "INSERT INTO intake_triagenote (id) VALUES (gen_random_uuid())",
            "SELECT * FROM audit_event",
            "SELECT * FROM accounts_user",
            "SELECT * FROM accounts_teamseal",
            "SELECT * FROM cases_child",
            "SELECT * FROM cases_casefile",
            "SELECT * FROM kernel_datakey",
            "SELECT intake_forward(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', '')",
            "SELECT tutela_offices('report_triage')",
        ],
    )
    def test_is_refused_by_the_database(self, world, report, as_role, statement):
        as_role("tutela_public")
        with (
            acting_as(PUBLIC_ACTOR),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    @pytest.mark.parametrize(
        "change", [{"state": "closed"}, {"channel": "police"}, {"assignee": True}], ids=["state", "channel", "assignee"]
    )
    def test_inserts_new_web_reports_only(self, world, report, as_role, change):
        from tutela.kernel.ids import uuid7

        report.pk, report.receipt_lookup = uuid7(), b"another"
        for name, value in change.items():
            setattr(report, name, world.users["officer"] if name == "assignee" else value)
        as_role("tutela_public")
        with acting_as(PUBLIC_ACTOR), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            report.save(force_insert=True)

    def test_inserts_a_report_with_its_audit_event(self, world, as_role):
        as_role("tutela_public")
        with acting_as(PUBLIC_ACTOR):
            receive_report(submission=Submission(worry="x", name="y"), team=world.team, by=PUBLIC_ACTOR)
        as_role("tutela_staff")
        with acting_as(world.officer):
            assert Report.objects.count() == 1


def test_staff_cannot_ask_for_receipts(world, report):
    with acting_as(world.officer), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT intake_mailbox(ARRAY[''::bytea])")


@pytest.mark.parametrize("role", ["tutela_statistics", "tutela_oversight"])
def test_other_roles_see_nothing(world, report, as_role, role):
    as_role(role)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.count()


def test_nobody_acting_sees_nothing(world, report):
    assert now()
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.count()
