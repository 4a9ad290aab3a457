"""Two files of one child: one leads, the other is shut and read, and it can be taken back with nothing lost (R25, P14)."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from tests.factories.accounts import make_actor, make_office
from tests.factories.care import approved_plan, send_case_referral
from tests.factories.cases import (
    break_into,
    fresh,
    make_concern,
    make_pair,
    make_person,
    make_team_of_office,
    make_view,
    open_case,
    put_in_state,
)
from tests.unit.merging.conftest import WORDS, current, merged, proposed, step, told
from tests.unit.transfers import conftest as transferring
from tutela.care.actions import close_file, follow_up
from tutela.care.models import PlanAction
from tutela.care.policies.closure import contact_after_closing
from tutela.cases.actions import assign_file, circle, concerns, open_file, register_child
from tutela.cases.api import steps as door
from tutela.cases.enums.file import DeadlineKind, FileReason
from tutela.cases.models import CaseFile, Deadline, PossibleDuplicate
from tutela.cases.policies.file import assign_file as may_assign
from tutela.cases.policies.file import work_on_file
from tutela.cases.queries.caseload import caseload_of
from tutela.cases.queries.duties import duties
from tutela.cases.queries.filters import narrowed
from tutela.cases.queries.work import without_next_day
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion, WrongState
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.merging import row_security
from tutela.merging.actions import merges as actions
from tutela.merging.actions import pairs
from tutela.merging.enums.merges import MergeReason, Open
from tutela.merging.enums.pairs import DuplicateReason, Verdict
from tutela.merging.models import Merge
from tutela.merging.policies import merges as policies
from tutela.merging.queries import merges as queries
from tutela.merging.states import MERGE, MergeState

pytestmark = [pytest.mark.requirement("R25"), pytest.mark.django_db]
DAY = dt.timedelta(days=1)


def refused(call, *args, **values):
    with pytest.raises(Refused) as caught:
        call(*args, **values)
    return caught.value.reason


# --- the way in, past two persons


@pytest.mark.rule("P14")
def test_one_proposes_and_another_decides(team, head, linked):
    one = proposed(team.supervisor, linked)
    assert one.state == MergeState.PROPOSED
    assert refused(step, team.supervisor, one, actions.confirm_merge) == MergeReason.SECOND_PERSON
    saved = step(head, one, actions.confirm_merge)
    assert (saved.state, saved.decided_by_id, saved.version) == ("merged", head.id, 2)
    file = fresh(team.worker, linked[1])
    assert file.merged_into_id == linked[0].pk
    assert refused(step, head, one, actions.confirm_merge) == MergeReason.NOT_PROPOSED
    children = {str(side.child_id) for side in linked[:2]}
    assert {about for _action, about in told("merge_proposed", "files_merged")} == children
    assert len(told("files_merged")) == 2


@pytest.mark.rule("P14")
def test_the_worker_may_propose_and_only_who_approves_decides(team, head, linked):
    one = proposed(team.worker, linked)
    other = make_actor("caseworker", office=team.office)
    assert refused(step, team.worker, one, actions.confirm_merge) == MergeReason.NOT_YOURS
    assert not policies.decide.allows(other, current(head, one))
    assert policies.decide.why_not(other, current(head, one)) == FileReason.NOT_VISIBLE
    assert step(team.supervisor, one, actions.confirm_merge).state == "merged"


def test_a_no_takes_one_and_leaves_everything(team, head, linked):
    one = proposed(team.worker, linked)
    assert step(team.worker, one, actions.decline_merge).state == "declined"
    assert fresh(team.worker, linked[1]).merged_into_id is None
    assert refused(step, head, one, actions.decline_merge) == MergeReason.NOT_PROPOSED
    again = proposed(team.worker, linked)
    assert step(head, again, actions.decline_merge).decided_by_id == head.id
    third = proposed(team.supervisor, linked)
    assert refused(step, team.worker, third, actions.decline_merge) == MergeReason.NOT_YOURS


def test_words_and_files_are_needed_and_nobody_overwrites(team, head, linked):
    for wrong, name in (({"reason": " short "}, "reason"), ({"leading": None}, "leading"), ({"file": "x"}, "file")):
        with pytest.raises(InvalidInput) as caught:
            proposed(team.supervisor, linked, **wrong)
        assert set(caught.value.fields) == {name}
    one = proposed(team.supervisor, linked)
    for act in (actions.confirm_merge, actions.decline_merge):
        with pytest.raises(InvalidInput):
            step(head, one, act, answer="")
    with acting_as(head), pytest.raises(StaleVersion):
        actions.confirm_merge(one=current(head, one), by=head, base_version=0, values={"answer": WORDS})
    seen = current(head, one)
    done = step(head, one, actions.confirm_merge)
    with acting_as(head), pytest.raises(WrongState):
        actions.decline_merge(one=seen, by=head, base_version=done.version, values={"answer": WORDS})
    with pytest.raises(InvalidInput):
        step(head, one, actions.undo_merge, undone_because="no")


# --- which files fit


def test_only_linked_records(team, head):
    one, other = open_case(team), open_case(team)
    pair = make_pair(team, one, other, verdicts=("propose",))
    assert refused(proposed, team.supervisor, (one, other, pair)) == MergeReason.NOT_LINKED
    stranger = make_actor("supervisor", office=make_office())
    assert refused(proposed, stranger, (one, other, pair)) == DuplicateReason.NOT_BOTH


def test_the_link_is_asked_again_when_it_is_decided(team, head, linked):
    one = proposed(team.supervisor, linked)
    with acting_as(head):
        pairs.say_of_pair(pair=linked[2], by=head, verdict=Verdict.UNDO, reason=WORDS)
    assert refused(step, head, one, actions.confirm_merge) == MergeReason.NOT_LINKED


def test_a_file_of_each_record(team, linked):
    third = open_case(team)
    assert refused(proposed, team.supervisor, (linked[0], third, linked[2])) == MergeReason.OTHER_PAIR


def test_once(team, head, linked):
    one = proposed(team.supervisor, linked)
    back = (linked[1], linked[0], linked[2])
    assert refused(proposed, team.supervisor, linked) == MergeReason.ALREADY
    assert refused(proposed, team.supervisor, back) == MergeReason.ALREADY
    step(head, one, actions.confirm_merge)
    assert refused(proposed, team.supervisor, linked) == MergeReason.ALREADY
    assert refused(proposed, team.supervisor, back) == MergeReason.ALREADY


def test_three_files_of_one_child_go_into_one_and_no_chain_is_made(team, head, linked):
    third = put_in_state(open_case(team), "active", team.worker)
    pair = make_pair(team, linked[0], third, verdicts=("propose", "confirm"))
    merged(team, head, linked)
    assert refused(proposed, team.supervisor, (third, linked[0], pair)) == MergeReason.ALREADY
    _leading, file, _one = merged(team, head, (linked[0], third, pair))
    assert file.merged_into_id == linked[0].pk


@pytest.mark.rule("P25")
def test_a_merge_opens_no_file_to_anybody(team, head, linked):
    colleague = make_actor("caseworker", office=team.office)
    with acting_as(team.supervisor):
        assign_file.assign_file(file=linked[1], worker=colleague.user, by=team.supervisor)
    assert refused(proposed, team.supervisor, linked) == MergeReason.OTHER_WORKER
    with acting_as(team.supervisor):
        assign_file.assign_file(file=fresh(team.supervisor, linked[1]), worker=team.worker.user, by=team.supervisor)
    assert proposed(team.supervisor, linked).state == "proposed"
    nobody = open_case(team, assigned=False)
    assert policies.fit.why_not(PossibleDuplicate(one_id=nobody.child_id, other_id=linked[1].child_id), nobody, linked[1])


@pytest.mark.rule("P25")
def test_files_of_two_offices_stay_two(team, head):
    there = make_team_of_office()
    one, other = open_case(team), open_case(there)
    with acting_as(team.supervisor):
        pair = PossibleDuplicate(one_id=min(one.child_id, other.child_id), other_id=max(one.child_id, other.child_id))
        other.worker_id = one.worker_id
        assert policies.fit.why_not(pair, one, other) == MergeReason.OTHER_OFFICE


def test_who_approves_for_one_office_only_does_not_decide(team, head, linked):
    one = current(head, proposed(team.worker, linked))
    one.leading.office_id = make_office().pk
    assert not policies.decide.allows(team.supervisor, one)


@pytest.mark.rule("P40")
def test_the_leading_file_is_open_and_neither_is_sealed(team, linked):
    leading, file, pair = linked
    shut = put_in_state(leading, "closed", team.worker)
    assert policies.fit.why_not(pair, shut, file) == MergeReason.LEADING_CLOSED
    shut.sealed_at = now()
    assert policies.fit.why_not(pair, shut, file) == policies.fit.why_not(pair, file, shut) == MergeReason.SEALED


# --- nothing that runs is lost


@pytest.mark.rule("P22")
@pytest.mark.parametrize("what", ["deadline", "referral", "action", "transfer", "proposal"])
def test_what_only_the_file_can_end_keeps_it_open(team, head, linked, what):
    one = proposed(team.supervisor, linked)
    file = linked[1]
    if what == "deadline":
        with acting_as(team.worker):
            door.set_deadline(file=file, kind=DeadlineKind.APPROVAL, due_at=now(), by=team.worker, subject=uuid7())
    elif what == "referral":
        send_case_referral(team, file)
    elif what == "action":
        plan = approved_plan(team, file)
        with acting_as(team.worker):
            PlanAction.objects.create(
                plan=plan, file=file, key_id=file.child_id, track="MED", service="first_medical_care", goal="Seen.",
                state="planned", due_on=today(),
            )  # fmt: skip
    else:
        make_view(team, file, about="transfer")
        ask = transferring.asked if what == "transfer" else transferring.proposed
        ask(team, transferring.There(team), file)
    with acting_as(head):
        codes = {code for code, _label in queries.open_steps(fresh(head, file))}
    assert what in codes
    assert refused(step, head, one, actions.confirm_merge) == MergeReason.OPEN_STEPS
    assert fresh(team.worker, file).merged_into_id is None


def test_every_kind_of_open_step_is_asked_of_the_database(team, linked):
    asked = set(queries._RUNNING) | {Open.DEADLINE}
    assert asked == set(Open)
    with acting_as(team.supervisor):
        assert queries.open_steps(linked[1]) == []


@pytest.mark.rule("P22")
def test_what_is_due_for_the_child_is_ended_in_the_leading_file_and_due_again_when_taken_back(team, head, linked):
    leading, file, one = merged(team, head, linked)

    def due(of):
        with acting_as(team.worker):
            return {row.kind: row.due_at for row in Deadline.objects.filter(file=of, done_at=None, cancelled_at=None)}

    before = due(file)
    assert {"first_contact", "assessment", "safety_plan"} <= set(before)
    with acting_as(team.worker):
        values = {
            "kind": "visit", "happened_on": today(), "narrative": "Seen at home.", "next_contact_on": today() + DAY,
        }  # fmt: skip
        follow_up.record_follow_up(file=leading, by=team.worker, values=values)
    assert "first_contact" not in due(file)
    assert "first_contact" not in due(leading)
    step(head, one, actions.undo_merge)
    assert due(file) == before


# --- shut


def test_nothing_is_written_in_it_by_any_step_and_the_answer_says_where(team, head, linked):
    person = make_person(team, linked[1])
    concern = make_concern(team, linked[1])
    _leading, file, _one = merged(team, head, linked)
    concern.file = person.file = file
    by = team.worker
    tries = [
        lambda: circle.add_person(file=file, by=by, values={"name": "Aunt", "relation": "relative"}),
        lambda: circle.mark_unsafe(person=person, by=by, reason="Heard from the child."),
        lambda: concerns.add_concern(file=file, by=by, values={"concerns": ["PC08"]}),
        lambda: register_child.register_child(file=file, by=by, base_version=1, values={"sex": "girl"}),
        lambda: door.touch_file(file=file, by=by, risk_level="high"),
        lambda: door.move_file(file=file, by=by, target="active"),
        lambda: door.add_section(model=type(person), file=file, by=by, values={}),
        lambda: door.revise(section=person, by=by, base_version=1, values={"name": "Other"}),
        lambda: door.set_deadline(file=file, kind=DeadlineKind.REVIEW, due_at=now(), by=by),
    ]
    with acting_as(by):
        assert work_on_file.why_not(by, file) == FileReason.MERGED
        assert [refused(one) for one in tries] == [FileReason.MERGED] * len(tries)
    boss = team.supervisor
    with acting_as(boss):
        assert refused(open_file.link_report, file=file, report_id=uuid7(), channel="walk_in", by=boss) == FileReason.MERGED
        assert may_assign.why_not(boss, file) == FileReason.MERGED
    assert "Write there" in str(FileReason.MERGED.label)


def test_a_closed_file_is_merged_and_neither_reopened_nor_written_after(team, head, linked):
    put_in_state(linked[1], "closed", team.worker)
    with acting_as(team.worker):
        Deadline.objects.filter(file=linked[1]).update(done_at=now())
    _leading, file, _one = merged(team, head, linked)
    with acting_as(team.supervisor):
        assert refused(close_file.reopen_file, file=file, by=team.supervisor, reason=WORDS) == FileReason.MERGED
        assert contact_after_closing.why_not(team.supervisor, file) == FileReason.MERGED


def test_it_is_no_work_of_its_own_any_more(team, head, linked):
    with acting_as(team.worker):
        CaseFile.objects.update(next_contact_on=today() - DAY)
        before = caseload_of(team.worker.id).files

    def told_of(by):
        with acting_as(by):
            found = {row.pk for row in without_next_day(by)}
            return found, {row.pk for row in narrowed(CaseFile.objects.all(), {}, by.id)}

    assert linked[1].pk in told_of(team.supervisor)[0] & told_of(team.supervisor)[1]
    merged(team, head, linked)
    late, listed = told_of(team.supervisor)
    assert linked[1].pk not in late | listed
    assert linked[0].pk in late & listed
    with acting_as(team.supervisor):
        every = {row.pk for row in narrowed(CaseFile.objects.all(), {"state": "in_assessment"}, team.supervisor.id)}
        assert linked[1].pk in every, "who asks for its state finds it"
    with acting_as(team.worker):
        assert caseload_of(team.worker.id).files == before - 1
    with acting_as(make_actor("administrator")):
        assert duties(team.worker.id)[0].startswith("1 open file")


def test_whoever_takes_over_the_leading_file_takes_over_both(team, head, linked):
    leading, file, _one = merged(team, head, linked)
    colleague = make_actor("caseworker", office=team.office)
    with acting_as(team.supervisor):
        assign_file.assign_file(file=leading, worker=colleague.user, by=team.supervisor)
    assert fresh(team.supervisor, file).worker_id == colleague.id
    with acting_as(colleague):
        assert CaseFile.objects.filter(pk=file.pk).exists()


@pytest.mark.rule("P25")
def test_emergency_access_opens_a_merged_file_to_read(team, head, linked):
    _leading, file, _one = merged(team, head, linked)
    helper = make_actor("caseworker", office=make_office())
    access = break_into(file, helper)
    assert access.file_id == file.pk
    with acting_as(helper):
        assert CaseFile.objects.filter(pk=file.pk).exists()
        assert work_on_file.why_not(helper, CaseFile.objects.get(pk=file.pk)) == FileReason.MERGED
        assert list(queries.of_file(file)) == [], "who sees one of the two learns nothing of the other"
    with acting_as(team.supervisor):
        assert queries.open_steps(file) == []


# --- the way out


def test_one_takes_it_back_and_it_is_written_in_again(team, head, linked):
    _leading, file, one = merged(team, head, linked)
    assert refused(step, team.worker, one, actions.undo_merge) == MergeReason.NOT_YOURS
    saved = step(team.supervisor, one, actions.undo_merge)
    assert (saved.state, saved.undone_by_id) == ("unmerged", team.supervisor.id)
    assert refused(step, head, one, actions.undo_merge) == MergeReason.NOT_MERGED
    assert len(told("merge_undone")) == 2
    make_person(team, fresh(team.worker, file))
    assert merged(team, head, linked)[1].merged_into_id == linked[0].pk, "and it can be merged again"


def test_the_link_stays_until_the_merge_is_taken_back(team, head, linked):
    _leading, _file, one = merged(team, head, linked)

    def unlink():
        with acting_as(head):
            return pairs.say_of_pair(pair=linked[2], by=head, verdict=Verdict.UNDO, reason=WORDS)

    assert refused(unlink) == DuplicateReason.MERGED
    step(head, one, actions.undo_merge)
    assert unlink().state == "apart"


def test_whoever_does_not_see_both_gets_nowhere(team, head, linked):
    _leading, file, one = merged(team, head, linked)
    for stranger in (make_actor("supervisor", office=make_office()), make_actor("statistician"), team.provider):
        with acting_as(stranger):
            assert Merge.objects.count() == 0
            with pytest.raises(NotHere):
                queries.get_merge(file, one.pk)
            with pytest.raises((Refused, NotHere)):
                actions.undo_merge(one=one, by=stranger, base_version=one.version, values={"undone_because": WORDS})
            with pytest.raises(NotHere):
                actions._both(linked[0], file)


def test_the_states_are_data():
    ways_in = {state for state in MergeState if MERGE.allows(state, MergeState.MERGED)}
    assert ways_in == {MergeState.PROPOSED}
    assert {state for state in MergeState if MERGE.allows(MergeState.MERGED, state)} == {MergeState.UNMERGED}


# --- plain SQL


def attack(by, text, *values):
    with acting_as(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.rowcount


SETS = "UPDATE cases_casefile SET merged_into_id = %s WHERE id = %s"
DECIDES = (
    "UPDATE merging_merge SET state = 'merged', decided_by_id = %s, decided_at = now(), version = version + 1 WHERE id = %s"
)


@pytest.mark.rule("P14")
def test_no_plain_sql_merges_alone(team, head, linked):
    leading, file, _pair = linked
    boss = team.supervisor
    with pytest.raises(IntegrityError, match="no two persons"):
        attack(boss, SETS, leading.pk, file.pk)
    one = proposed(boss, linked)
    with pytest.raises(IntegrityError, match="no two persons"):
        attack(boss, SETS, leading.pk, file.pk)
    with pytest.raises(IntegrityError, match="merge_decided_by_a_second_person"):
        attack(boss, DECIDES, boss.id, one.pk)
    with pytest.raises(IntegrityError, match="by whoever acts"):
        attack(boss, DECIDES, head.id, one.pk)
    with pytest.raises(IntegrityError, match="stays as it was"):
        attack(boss, "UPDATE merging_merge SET proposed_by_id = %s WHERE id = %s", head.id, one.pk)
    with pytest.raises(IntegrityError, match="in this order"):
        attack(boss, "UPDATE merging_merge SET state = 'unmerged', decided_by_id = %s, decided_at = now(), "
               "undone_by_id = %s, undone_at = now() WHERE id = %s", head.id, head.id, one.pk)  # fmt: skip
    assert fresh(team.worker, file).merged_into_id is None


def test_no_plain_sql_writes_in_it_opens_it_or_unlinks_it(team, head, linked):
    person = make_person(team, linked[1])
    leading, file, one = merged(team, head, linked)
    with pytest.raises(IntegrityError, match="nothing is written"):
        attack(team.worker, "UPDATE cases_personaround SET version = 2 WHERE id = %s", person.pk)
    with pytest.raises(IntegrityError, match="by its own step"):
        attack(team.supervisor, SETS, None, file.pk)
    with pytest.raises(IntegrityError, match="no two persons"):
        attack(team.supervisor, SETS, file.pk, leading.pk)
    with pytest.raises(IntegrityError, match="take that back first"):
        attack(
            team.supervisor,
            "UPDATE cases_possibleduplicate SET state = 'apart', linked_at = NULL, linked_by_id = NULL WHERE id = %s",
            linked[2].pk,
        )
    with pytest.raises(ProgrammingError, match="permission denied"):
        attack(team.supervisor, "DELETE FROM merging_merge WHERE id = %s", one.pk)


def test_no_plain_sql_merges_records_that_are_not_linked(team, head):
    one, other = open_case(team), open_case(team)
    pair = make_pair(team, one, other)
    with acting_as(team.supervisor), pytest.raises(IntegrityError, match="linked as one child"), transaction.atomic():
        keys.create_key(pair.pk, "merge")
        Merge.objects.create(
            pair=pair, file=other, leading=one, key_id=pair.pk, proposed_by_id=team.supervisor.id, reason=""
        )


def test_the_words_are_sealed(team, head, linked):
    merged(team, head, linked)
    with acting_as(team.supervisor), connection.cursor() as cursor:
        cursor.execute("SELECT reason::text || answer::text FROM merging_merge")
        assert "aunt" not in cursor.fetchone()[0]


def test_every_table_of_a_file_is_shut_or_named(team):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid "
            "AND a.attnum = ANY (c.conkey) WHERE c.contype = 'f' AND c.confrelid = 'cases_casefile'::regclass "
            "AND a.attname = 'file_id'"
        )
        of_files = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'merging_shut'")
        shut = {row[0] for row in cursor.fetchall()}
    assert of_files - shut == set(row_security.GOES_ON) & of_files
    assert {"cases_personaround", "care_followup", "treatment_treatmentstep", "worklist_flag"} <= shut
