"""A file goes to another office: acceptance before release, nothing due is lost, the child is never without somebody (R25, R65, P22)."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from tests.factories.accounts import make_actor, make_office, make_user
from tests.factories.cases import break_into, fresh, make_consent, make_person, make_team_of_office, open_case, put_in_state
from tests.unit.transfers.conftest import ASKED, WORDS, There, accepted, asked, current, declined, step, to_transfer, told
from tutela.cases.actions.views_of_child import record_view
from tutela.cases.api import steps as door
from tutela.cases.enums.file import DeadlineKind, FileReason
from tutela.cases.models import CaseFile, ChildView, Deadline, FileAccess
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion
from tutela.transfers import actions, policies, queries
from tutela.transfers.enums import TransferReason
from tutela.transfers.models import Handover, Transfer

pytestmark = [pytest.mark.requirement("R55"), pytest.mark.django_db]
DAY = dt.timedelta(days=1)


def refused(call, *args, **values):
    with pytest.raises(Refused) as caught:
        call(*args, **values)
    return caught.value.reason


def sql(by, text, *values):
    with acting_as(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


# --- the whole way


@pytest.mark.rule("P22")
def test_until_it_is_accepted_everything_stays_and_then_everything_goes(team, there, file):
    with acting_as(team.worker):
        door.set_deadline(file=file, kind=DeadlineKind.FOLLOW_UP, due_at=now() + DAY, by=team.worker)
        door.set_deadline(file=file, kind=DeadlineKind.REVIEW, due_at=now() - DAY, by=team.worker)
        Deadline.objects.filter(file=file, kind="review").update(step=1, with_user=team.supervisor.user)
    one = asked(team, there, file)
    here = fresh(team.worker, file)
    assert (here.state, here.office_id, here.worker_id) == ("transfer_pending", team.office.pk, team.worker.id)
    with acting_as(team.worker):
        make = door.set_deadline(file=here, kind=DeadlineKind.PLAN, due_at=now() + DAY, by=team.worker)
    assert make.office_id == team.office.pk, "the worker goes on"
    with acting_as(there.supervisor):
        assert not CaseFile.objects.filter(pk=file.pk).exists()
        assert not Handover.objects.exists()
    done = accepted(there, one)
    assert (done.state, done.worker_id, done.version) == ("accepted", there.worker.id, 2)
    gone = fresh(there.worker, file)
    assert (gone.state, gone.office_id, gone.worker_id) == ("active", there.office.pk, there.worker.id)
    with acting_as(there.supervisor):
        due = {row.kind: row for row in Deadline.objects.filter(file=file, done_at=None, cancelled_at=None)}
        assert {row.office_id for row in due.values()} == {there.office.pk}
        assert due["follow_up"].with_user_id == there.worker.id
        assert due["plan"].with_user_id == there.worker.id
        assert due["review"].with_user_id == there.supervisor.id, "what was carried up stays with a supervisor"
        assert "transfer_answer" not in due
        assert due["transfer_told"].due_at <= now() + actions.TOLD_WITHIN
        words = Handover.objects.get(transfer=one)
        assert (words.reason, words.promised) == (WORDS, ASKED["promised"])
        assert not Deadline.objects.filter(file=file, office=team.office).exists()
    for former in (team.worker, team.supervisor):
        with acting_as(former):
            assert not CaseFile.objects.filter(pk=file.pk).exists()
            assert not Deadline.objects.filter(file=file).exists()
            assert not Handover.objects.filter(transfer=one).exists()
            assert not ChildView.objects.filter(file=file).exists()
    assert current(team.supervisor, one).number == file.number, "who asked keeps the number and the answer"
    with acting_as(team.worker):
        assert not Transfer.objects.filter(pk=one.pk).exists()
    about = str(file.child_id)
    wanted = [("transfer_asked", about), ("transfer_accepted", about)]
    assert told("transfer_asked", "transfer_accepted") == wanted
    assert len(told("file_assigned")) == 2


@pytest.mark.parametrize("state", ["triaged", "registered", "in_assessment", "planned", "active", "in_review", "reopened"])
def test_a_no_leaves_the_file_as_it_was(team, there, state):
    file = to_transfer(team, state)
    one = asked(team, there, file)
    saved = declined(there, one)
    assert (saved.state, saved.not_taken) == ("declined", "no_capacity")
    here = fresh(team.worker, file)
    assert (here.state, here.office_id, here.worker_id) == (state, team.office.pk, team.worker.id)
    with acting_as(there.supervisor):
        assert not Transfer.objects.filter(pk=one.pk).exists(), "who declines sees nothing of it any more"
    assert "Nobody could see" in current(team.supervisor, one).answer
    with acting_as(team.worker):
        assert not Deadline.objects.filter(file=file, kind="transfer_answer", done_at=None).exists()
        view = ChildView.objects.get(file=file)
    assert refused(asked, team, there, file) == TransferReason.NOT_HEARD, "the child is told and heard anew"
    assert view.about == "transfer"
    assert told("transfer_declined") == [("transfer_declined", str(file.child_id))]


def test_it_can_be_taken_back_until_it_is_answered(team, there, file):
    one = asked(team, there, file)
    assert refused(step, team.supervisor, one, actions.decline_transfer, not_taken="other", answer=WORDS) == (
        TransferReason.NOT_YOURS
    )
    assert refused(step, there.supervisor, one, actions.withdraw_transfer, answer=WORDS) == TransferReason.NOT_YOURS
    assert step(team.supervisor, one, actions.withdraw_transfer, answer=WORDS).state == "withdrawn"
    assert fresh(team.worker, file).state == "active"
    with acting_as(there.supervisor):
        assert not Transfer.objects.exists()
    assert refused(step, team.supervisor, one, actions.withdraw_transfer, answer=WORDS) == TransferReason.NOT_ASKED


def test_work_goes_on_meanwhile_and_its_state_is_kept(team, there, file):
    one = asked(team, there, file)
    with acting_as(team.worker):
        door.move_file(file=fresh(team.worker, file), target="in_assessment", by=team.worker)
    accepted(there, one)
    assert fresh(there.worker, file).state == "in_assessment"


# --- who asks, and what must be there


def test_only_a_supervisor_of_the_office_asks_for_an_open_file(team, there, file):
    for by, reason in ((team.worker, FileReason.NO_PERMISSION), (there.supervisor, FileReason.NOT_VISIBLE)):
        with acting_as(by):
            assert policies.ask.why_not(by, file) == reason
    with acting_as(team.supervisor):
        file.sealed_at = now()
        assert policies.ask.why_not(team.supervisor, file) == TransferReason.SEALED
        file.sealed_at, file.state = None, "closed"
        assert policies.ask.why_not(team.supervisor, file) == FileReason.FILE_CLOSED
        file.state = "transfer_pending"
        assert policies.ask.why_not(team.supervisor, file) == TransferReason.NOT_NOW
    asked(team, there, file)
    assert refused(asked, team, there, file) == TransferReason.ALREADY


@pytest.mark.rule("P25")
def test_while_somebody_works_in_it_by_emergency_it_stays(team, there, file):
    one = asked(team, there, to_transfer(team))
    break_into(file, there.worker)
    assert refused(asked, team, there, file) == TransferReason.EMERGENCY
    with acting_as(team.supervisor):
        other = CaseFile.objects.get(pk=one.file_id)
    access = break_into(other, make_actor("caseworker", office=make_office()))
    assert refused(accepted, there, one) == TransferReason.EMERGENCY
    assert fresh(team.worker, other).office_id == team.office.pk, "nothing moved"
    assert current(there.supervisor, one).state == "asked"
    with acting_as(team.supervisor):
        FileAccess.objects.filter(pk=access.pk).update(ended_at=now())
    accepted(there, one)
    with acting_as(there.supervisor):
        assert FileAccess.objects.get(pk=access.pk).office_id == there.office.pk, "who holds the file reviews it"


@pytest.mark.requirement("R65")
def test_the_child_is_heard_first(team, there):
    file = put_in_state(open_case(team), "active", team.worker)
    assert refused(asked, team, there, file) == TransferReason.NOT_HEARD


@pytest.mark.rule("P11")
@pytest.mark.requirement("R39")
def test_nothing_goes_where_an_unsafe_person_works(team, there, file):
    make_person(team, file, unsafe=True, office=there.office)
    assert refused(asked, team, there, file).value == "unsafe_office"
    other = to_transfer(team)
    one = asked(team, there, other)
    make_person(team, other, unsafe=True, office=there.office)
    assert refused(accepted, there, one) == TransferReason.UNSAFE
    by_sql = "SELECT refused FROM transfers_answer(%s, 'accepted', %s, '', now())"
    assert sql(there.supervisor, by_sql, one.pk, there.worker.id) == [("transfer_unsafe",)], "the database says so too"
    assert fresh(team.worker, other).office_id == team.office.pk


@pytest.mark.rule("P13")
def test_what_rules_above_say_of_a_body_is_asked_again_at_the_end(team, there, file, settings, monkeypatch):
    from tutela.decisions.enums import DecisionReason
    from tutela.kernel.rules import Rule

    one = asked(team, there, file)
    monkeypatch.setattr("tutela.decisions.api.share_with", Rule(lambda _file, _body: DecisionReason.ASYLUM))
    assert refused(accepted, there, one) == TransferReason.UNSAFE
    other = to_transfer(team)
    assert refused(asked, team, there, other) == DecisionReason.ASYLUM


@pytest.mark.rule("P10")
@pytest.mark.requirement("R73")
def test_another_body_takes_over_on_a_consent_in_force(team, file):
    there = There(team, organisation=None)
    assert there.office.organisation_id != team.office.organisation_id
    assert refused(asked, team, there, file).value == "no_consent"
    consent = make_consent(team, file)
    one = asked(team, there, file, consent=consent)
    with acting_as(team.worker):
        type(consent).objects.filter(pk=consent.pk).update(withdrawn_at=now())
    assert refused(accepted, there, one) == TransferReason.NO_BASIS
    with acting_as(team.worker):
        type(consent).objects.filter(pk=consent.pk).update(withdrawn_at=None)
    with acting_as(team.supervisor):
        lost = current(team.supervisor, one)
        lost.consent_id = None
        assert policies.receive.why_not(file, lost) == TransferReason.NO_BASIS
    assert accepted(there, one).state == "accepted"
    other = to_transfer(team)
    with pytest.raises(InvalidInput):
        asked(team, there, other, consent=consent)


def test_the_other_office_holds_files_and_is_open(team, there, file):
    assert refused(asked, team, there, file, office=team.office) == TransferReason.SAME_OFFICE
    assert refused(asked, team, there, file, office=team.clinic) == TransferReason.HOLDS_NONE
    there.office.closed_on = today()
    assert refused(asked, team, there, file) == TransferReason.HOLDS_NONE


def test_an_office_that_closed_meanwhile_takes_nothing(team, there, file):
    one = asked(team, there, file)
    there.office.closed_on = today()
    there.office.save()
    assert refused(accepted, there, one) == TransferReason.HOLDS_NONE
    assert fresh(team.worker, file).office_id == team.office.pk


def test_answers_that_cannot_be_taken_are_said_by_field(team, there, file):
    for wrong, names in (
        ({"office": None, "why": "x"}, {"office", "why"}),
        ({"reason": "short"}, {"reason"}),
        ({"urgent": " ", "promised": ""}, {"urgent", "promised"}),
        ({"consent": "x"}, {"consent"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            asked(team, there, file, **wrong)
        assert set(caught.value.fields) == names
    one = asked(team, there, file)
    for act, values, names in (
        (actions.accept_transfer, {"worker": None}, {"worker"}),
        (actions.decline_transfer, {"not_taken": "x", "answer": ""}, {"not_taken", "answer"}),
    ):
        with pytest.raises(InvalidInput) as caught:
            step(there.supervisor, one, act, **values)
        assert set(caught.value.fields) == names
    with pytest.raises(InvalidInput):
        step(team.supervisor, one, actions.withdraw_transfer, answer="no")


# --- who answers


@pytest.mark.rule("P14")
def test_nobody_accepts_what_they_asked_for(team, there, file):
    both = make_actor("district_head", territory=team.office.territory.parent)
    one = asked(team, there, file, by=both)
    assert refused(step, both, one, actions.accept_transfer, worker=there.worker.user) == TransferReason.SECOND_PERSON
    for by, why in ((both, TransferReason.SECOND_PERSON), (there.supervisor, None)):
        now = current(by, one)
        with acting_as(by):
            assert policies.accept.why_not(by, now) == why, "the rule says so too, not the database alone"
    assert sql(both, "SELECT refused FROM transfers_answer(%s, 'accepted', %s, '', now())", one.pk, there.worker.id) == [
        ("transfer_second_person",)
    ]
    with acting_as(both):
        assert not queries.to_answer(both).exists()
    assert accepted(there, one).state == "accepted"


def test_somebody_who_may_hold_files_there_is_named(team, there, file):
    one = asked(team, there, file)
    assert refused(accepted, there, one, worker=team.worker.user) == FileReason.CANNOT_HOLD_FILES
    assert fresh(team.worker, file).office_id == team.office.pk
    both = make_user("caseworker", territory=team.office.territory.parent)
    with acting_as(team.supervisor):
        CaseFile.objects.filter(pk=file.pk).update(worker=both)
    assert accepted(there, one, worker=both).worker_id == both.pk, "the same person may go on"


@pytest.mark.rule("P24")
def test_above_the_limit_the_supervisor_says_why(team, there, file, monkeypatch):
    from tutela.cases.actions import assign_file
    from tutela.cases.queries.caseload import Caseload

    one = asked(team, there, file)
    monkeypatch.setattr(assign_file, "caseload_of", lambda _worker: Caseload(40, 60, 25, 50))
    with pytest.raises(InvalidInput) as caught:
        accepted(there, one)
    assert set(caught.value.fields) == {"reason"}
    assert accepted(there, one, reason="The only one who speaks the child's language.").state == "accepted"


def test_a_file_that_was_closed_meanwhile_stays(team, there, file):
    one = asked(team, there, file)
    put_in_state(file, "closed", team.worker)
    assert refused(accepted, there, one) == TransferReason.SHUT
    assert declined(there, one).state == "declined"
    assert fresh(team.worker, file).state == "closed"


def test_nobody_overwrites_and_one_answer_is_the_only_one(team, there, file):
    one = asked(team, there, file)
    seen = current(there.supervisor, one)
    with acting_as(there.supervisor), pytest.raises(StaleVersion):
        actions.accept_transfer(one=seen, by=there.supervisor, base_version=7, values={"worker": there.worker.user})
    late = current(there.supervisor, one)
    step(team.supervisor, one, actions.withdraw_transfer, answer=WORDS)
    with acting_as(there.supervisor), pytest.raises(NotHere):
        actions.accept_transfer(one=late, by=there.supervisor, base_version=1, values={"worker": there.worker.user})


def test_if_the_database_says_no_nothing_happens(team, there, file):
    one = asked(team, there, file)
    held = current(there.supervisor, one)
    third = make_actor("supervisor", office=make_office())
    with acting_as(there.supervisor), connection.cursor() as cursor:
        cursor.execute("SELECT refused FROM transfers_answer(%s, 'eaten', NULL, '', now())", [one.pk])
        assert cursor.fetchone() == ("transfer_not_asked",)
    with acting_as(there.supervisor), pytest.raises(Refused) as caught:
        actions._answer(held, actions.TransferState.WITHDRAWN, 1, words=WORDS)
    assert caught.value.reason == TransferReason.NOT_YOURS
    assert refused_by_sql(third, one) == "transfer_not_yours"


def refused_by_sql(by, one, verdict="accepted"):
    return sql(by, "SELECT refused FROM transfers_answer(%s, %s, %s, '', now())", one.pk, verdict, by.id)[0][0]


# --- attacked by plain SQL


@pytest.mark.rule("P12")
@pytest.mark.rule("P25")
def test_plain_sql_moves_no_file_and_answers_for_nobody(team, there, file):
    move = "UPDATE cases_casefile SET office_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError):
        sql(team.supervisor, move, there.office.pk, file.pk)
    one = asked(team, there, file)
    with pytest.raises(IntegrityError):
        sql(team.supervisor, move, there.office.pk, file.pk)
    elsewhere = make_office()
    third = make_actor("supervisor", office=elsewhere)
    assert refused_by_sql(team.supervisor, one) == "transfer_not_yours", "the sender does not accept"
    assert refused_by_sql(team.supervisor, one, "declined") == "transfer_not_yours"
    assert refused_by_sql(third, one) == "transfer_not_yours"
    assert refused_by_sql(there.worker, one) == "transfer_not_yours"
    assert refused_by_sql(there.supervisor, one, "withdrawn") == "transfer_not_yours"
    for by in (there.supervisor, team.supervisor):
        with pytest.raises(IntegrityError):
            sql(
                by,
                "UPDATE transfers_transfer SET state = 'accepted', worker_id = %s, decided_by_id = %s, decided_at = now() "
                "WHERE id = %s",
                there.worker.id, there.supervisor.id, one.pk,
            )  # fmt: skip
        with pytest.raises(IntegrityError):
            sql(by, "UPDATE transfers_transfer SET to_office_id = %s WHERE id = %s", elsewhere.pk, one.pk)
    assert sql(third, "SELECT count(*) FROM transfers_transfer") == [(0,)]
    for by in (third, there.supervisor, there.worker):
        assert sql(by, "SELECT count(*) FROM transfers_handover") == [(0,)]
        assert sql(by, "SELECT count(*) FROM cases_casefile WHERE id = %s", file.pk) == [(0,)]
    with pytest.raises(ProgrammingError):
        sql(team.supervisor, "DELETE FROM transfers_transfer WHERE id = %s", one.pk)
    accepted(there, one)
    assert sql(team.supervisor, "SELECT count(*) FROM transfers_handover") == [(0,)]
    with pytest.raises(IntegrityError):
        sql(there.supervisor, "UPDATE transfers_transfer SET answer = '' WHERE id = %s", one.pk)
    with pytest.raises(IntegrityError):
        sql(there.supervisor, move, team.office.pk, file.pk)


def test_plain_sql_asks_only_in_ones_own_name_of_ones_own_file(team, there, file):
    one = asked(team, there, file)
    step(team.supervisor, one, actions.withdraw_transfer, answer=WORDS)
    copy = (
        "INSERT INTO transfers_transfer (id, key_id, number, file_id, from_office_id, to_office_id, state, state_before, why, "
        "shared, asked_by_id, asked_at, answer_due_at, not_taken, answer, version) SELECT gen_random_uuid(), key_id, {number}, "
        "file_id, from_office_id, to_office_id, {state}, state_before, why, shared, {by}, asked_at, answer_due_at, '', answer, 1 "
        "FROM transfers_transfer"
    )
    plain = {"number": "number", "state": "'asked'", "by": "asked_by_id"}
    for wrong in ({"number": "'AAAA-AAAA'"}, {"state": "'accepted'"}):
        with pytest.raises(IntegrityError):
            sql(team.supervisor, copy.format(**plain | wrong))
    with pytest.raises(ProgrammingError):
        sql(team.supervisor, copy.format(**plain | {"by": f"'{there.supervisor.id}'"}))
    assert sql(team.supervisor, copy.format(**plain)) == 1


@pytest.mark.rule("P12")
def test_a_transfer_of_before_moves_no_file_again(team, there, file):
    """There and back: the first transfer stays accepted, and plain SQL does not use it a second time."""
    accepted(there, asked(team, there, file))
    home = SimpleNamespace(office=team.office, supervisor=team.supervisor, worker=team.worker)
    with acting_as(there.worker):
        said = {"about": "transfer", "heard_on": today(), "views": "I want to go back to who knows me."}
        record_view(file=fresh(there.worker, file), by=there.worker, values=said)
    accepted(home, asked(there, home, file))
    with pytest.raises(IntegrityError):
        sql(team.supervisor, "UPDATE cases_casefile SET office_id = %s WHERE id = %s", there.office.pk, file.pk)
    assert fresh(team.worker, file).office_id == team.office.pk


@pytest.mark.rule("P22")
def test_plain_sql_leaves_no_child_without_somebody(team, there, file):
    one = asked(team, there, file)
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(there.supervisor, "SELECT * FROM transfers_answer(%s, 'accepted', %s, '', now())", one.pk, there.worker.id)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with acting_as(there.supervisor):
        assert not CaseFile.objects.filter(pk=file.pk).exists()


# --- telling the child


@pytest.mark.requirement("R66")
def test_the_child_is_told_who_is_there_now(team, there, file):
    one = asked(team, there, file)
    said = {"told_on": today(), "told": "She asked whether Ana may visit once more."}
    assert refused(step, team.supervisor, one, actions.tell_child, **said) == TransferReason.NOT_ACCEPTED
    accepted(there, one)
    stranger = make_actor("caseworker", office=there.office)
    with acting_as(there.supervisor):
        row = Transfer.objects.get(pk=one.pk)
        assert policies.tell.why_not(there.supervisor, row) == FileReason.NOT_ASSIGNED
    with acting_as(team.supervisor):
        assert policies.tell.why_not(team.supervisor, row) == FileReason.NOT_VISIBLE
    with acting_as(stranger):
        assert policies.tell.why_not(stranger, row) == FileReason.NOT_VISIBLE
    for wrong in ({"told_on": today() + DAY}, {"told_on": today() - 9 * DAY}, {"told_on": None}, {"told": "yes"}):
        with pytest.raises(InvalidInput):
            step(there.worker, one, actions.tell_child, **said | wrong)
    step(there.worker, one, actions.tell_child, **said)
    with acting_as(there.worker):
        assert Handover.objects.get(transfer=one).told == said["told"]
        assert not Deadline.objects.filter(file=file, kind="transfer_told", done_at=None).exists()
    assert refused(step, there.worker, one, actions.tell_child, **said) == TransferReason.TOLD
    assert told("transfer_told") == [("transfer_told", str(file.child_id))]


# --- what is seen, and the facts


@pytest.mark.rule("P12")
def test_the_facts_name_nobody(team, there):
    file = to_transfer(team, given_names="Zubeida", family_names="Unmistakable")
    with acting_as(team.worker):
        for kind in (DeadlineKind.LIBERTY, DeadlineKind.HEALTH_STEP, DeadlineKind.PLAN):
            door.set_deadline(file=file, kind=kind, due_at=now() + DAY, by=team.worker)
    one = asked(team, there, file)
    shared = current(there.supervisor, one).shared
    assert set(shared) <= {"urgency", "risk_level", "age", "territory", "languages", "child_agrees", "due"}
    assert "Zubeida" not in str(shared)
    kinds = [kind for kind, _day in shared["due"]]
    assert "transfer_answer" not in kinds
    assert {"plan", "other"} <= set(kinds)
    assert not {"liberty", "health_step"} & set(kinds), "neither detention nor health is told"


def test_every_list_says_what_the_rule_says(team, there, file):
    other = make_team_of_office()
    rows = [
        asked(team, there, file),
        accepted(there, asked(team, there, to_transfer(team))),
        declined(there, asked(team, there, to_transfer(team))),
    ]
    for actor in (team.supervisor, team.worker, there.supervisor, there.worker, other.supervisor):
        with acting_as(actor):
            listed = set(queries.visible_to(actor).values_list("pk", flat=True))
            ruled = {one.pk for one in Transfer.objects.all() if policies.see.allows(actor, one)}
            assert listed == ruled == set(Transfer.objects.values_list("pk", flat=True))
            for one in rows:
                if one.pk not in listed:
                    with pytest.raises(NotHere):
                        queries.get_transfer(actor, one.pk)
                    assert policies.see.why_not(actor, one) == FileReason.NOT_VISIBLE
    with acting_as(there.supervisor):
        assert [one["about"] for one in queries.first(there.supervisor)] == [file.number]
    with acting_as(there.worker):
        assert queries.first(there.worker) == []


def test_a_view_without_words_does_not_count(team, there, file):
    with acting_as(team.worker):
        found = ChildView.objects.get(file=file)
        found.views = ""
        found.save()
        assert policies.view_on(file) is None
    assert refused(asked, team, there, file) == TransferReason.NOT_HEARD
