"""A return from its preparation to its end, the visits after it, the waiver; rules attacked through the actions."""

import contextlib
import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor
from tests.factories.care import approved_plan, complete_closure
from tests.factories.cases import fresh, make_concern, make_person, make_team_of_office, make_view, open_case, put_in_state
from tests.factories.facilities import make_world
from tests.unit.placements.conftest import placed
from tests.unit.reintegration.conftest import (
    ASKS,
    DAY,
    END,
    PREPARED,
    VISIT,
    WAIVES,
    asked,
    completed,
    current,
    gone,
    planned,
    prepared,
    step,
    visited,
    waived,
)  # fmt: skip
from tutela.care.actions import approvals, close_file
from tutela.care.models import Assessment, Closure, PlanAction
from tutela.cases.actions.circle import mark_unsafe
from tutela.cases.models import Deadline
from tutela.decisions.enums import DecisionReason
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, TutelaError
from tutela.placements.actions import placements as placing
from tutela.reintegration import actions, policies
from tutela.reintegration.enums import Domain, ReturnReason
from tutela.reintegration.models import Return, ReturnVisit
from tutela.reintegration.states import RETURN, State, VisitState
from tutela.reintegration.states import VISIT as VISIT_STATES
from tutela.vocabulary import api as vocabulary

LAST = 181


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


def dues(by, file, kind="return_visit"):
    with acting_as(by):
        rows = Deadline.objects.filter(file=file, kind=kind, done_at=None, cancelled_at=None).order_by("due_at")
        return [row.due_at for row in rows]


def assessed(team, file):
    """An assessment approved now, put there directly."""
    who = {"created_by_id": team.worker.id, "updated_by_id": team.worker.id, "decided_by_id": team.supervisor.id}
    with acting_as(team.worker):
        Assessment.objects.create(file=file, key_id=file.child_id, state="approved", decided_at=now(), **who)


def submit(team, file, **values):
    closure = complete_closure(team, fresh(team.worker, file), **values)
    with acting_as(team.worker):
        return close_file.submit_closure_for_approval(closure=closure, by=team.worker)


@pytest.mark.requirement("R56")
def test_from_the_preparation_to_closing_with_every_visit_made(team, file):
    one = gone(team, file, days=LAST)
    days = vocabulary.schedule("reunification").days
    with acting_as(team.worker):
        assert [row.due_on for row in one.visits.all()] == [one.went_on + day * DAY for day in days]
    refused(ReturnReason.VISITS_WAIT, lambda: submit(team, file))
    refused(ReturnReason.VISITS_WAIT, lambda: completed(team, one))
    for number, day in enumerate(days):
        assert len(dues(team.worker, file)) == len(days) - number
        visited(team, one, visited_on=one.went_on + day * DAY)
    assert dues(team.worker, file) == []
    refused(ReturnReason.STILL_OPEN, lambda: submit(team, file))
    assert completed(team, one).state == "completed"
    closure = submit(team, file)
    with acting_as(team.supervisor):
        approvals.approve_work(work=Closure.objects.select_related("file", "view").get(pk=closure.pk), by=team.supervisor)
    assert fresh(team.supervisor, file).state == "closed"


@pytest.mark.requirement("R56")
def test_waived_by_a_supervisor_with_a_reason_the_file_closes(team, file):
    one = waived(team, gone(team, file))
    assert (one.waived_by_id, one.waived_on, one.waiver_answer) == (team.supervisor.id, today(), WAIVES["waiver_answer"])
    with acting_as(team.worker):
        assert {row.state for row in one.visits.all()} == {"waived"}
    assert dues(team.worker, file) == []
    completed(team, one)
    assert submit(team, file).state == "submitted"


@pytest.mark.requirement("R56")
@pytest.mark.rule("P14")
def test_nobody_waives_what_they_asked_for_or_have_to_do(team, file):
    one = gone(team, file)
    second = make_actor("supervisor", office=team.office)
    refused(ReturnReason.NOT_ASKED, lambda: step(team.supervisor, one, actions.answer_waiver, **WAIVES))
    asked(team, one)
    refused(ReturnReason.ASKED_ALREADY, lambda: asked(team, one))
    with acting_as(team.supervisor):
        now_ = current(team.supervisor, one)
        assert policies.answer_waiver.why_not(team.worker, now_).value == "no_permission"
        assert policies.answer_waiver.why_not(make_team_of_office().supervisor, now_).value == "not_visible"
        for name in ("waiver_asked_by_id", "created_by_id"):
            mine = current(team.supervisor, one)
            setattr(mine, name, team.supervisor.id)
            assert policies.answer_waiver.why_not(team.supervisor, mine) == ReturnReason.OWN_WAIVER
        mine = current(team.supervisor, one)
        mine.file.worker_id = team.supervisor.id
        assert policies.answer_waiver.why_not(team.supervisor, mine) == ReturnReason.OWN_WAIVER
    assert wrong(lambda: step(second, one, actions.answer_waiver, answer="perhaps", waiver_answer=" ")) == {
        "answer",
        "waiver_answer",
    }
    back = step(second, one, actions.answer_waiver, answer="visit", waiver_answer="The child lives two streets away.")
    assert (back.waiver_asked_by_id, back.waived_by_id) == (None, None)
    refused(ReturnReason.VISITS_WAIT, lambda: submit(team, file))
    assert waived(team, one).waived_by_id == team.supervisor.id
    refused(ReturnReason.NOTHING_TO_WAIVE, lambda: asked(team, one))
    refused(ReturnReason.NOTHING_TO_WAIVE, lambda: step(second, one, actions.answer_waiver, **WAIVES))


def test_the_database_keeps_a_waiver_by_another_and_a_visit_whole(team, file):
    one = gone(team, file)
    rows = (
        (Return, {"waived_by_id": team.worker.id, "waived_on": today(), "waiver_asked_by_id": team.worker.id}),
        (Return, {"waived_by_id": team.worker.id, "waived_on": today()}),
        (Return, {"state": "completed"}),
        (Return, {"state": "prepared"}),
        (ReturnVisit, {"state": "recorded"}),
        (ReturnVisit, {"state": "let_go"}),
    )
    for model, values in rows:
        with pytest.raises(IntegrityError), acting_as(team.worker):
            model.objects.filter(file=file).update(**values)
    assert current(team.worker, one).state == "under_way"


@pytest.mark.rule("P11")
def test_no_child_goes_to_somebody_unsafe(team, file):
    unsafe = make_person(team, file, unsafe=True)
    refused(ReturnReason.UNSAFE, lambda: planned(team, file, person=unsafe))
    one = prepared(team, file)
    refused(ReturnReason.UNSAFE, lambda: step(team.worker, one, actions.prepare, person=unsafe))
    with acting_as(team.worker):
        mark_unsafe(person=current(team.worker, one).person, by=team.worker, reason="Heard from the child.")
    refused(ReturnReason.UNSAFE, lambda: step(team.worker, one, actions.start, went_on=today()))


@pytest.mark.rule("P11")
@pytest.mark.requirement("R56")
def test_a_return_to_somebody_who_turns_out_unsafe_is_not_completed(team, file):
    one = waived(team, gone(team, file))
    with acting_as(team.worker):
        mark_unsafe(person=current(team.worker, one).person, by=team.worker, reason="Heard from the child.")
    refused(ReturnReason.UNSAFE, lambda: completed(team, one))


@pytest.mark.rule("P17")
def test_no_return_to_a_family_with_a_risk_before_a_determination(team, file):
    one = prepared(team, file)
    put_in_state(file, "active", team.worker, risk_level="high")
    refused(DecisionReason.NOT_DETERMINED, lambda: step(team.worker, one, actions.start, went_on=today()))
    elsewhere = step(team.worker, one, actions.prepare, target="independent_living", person=None)
    assert step(team.worker, elsewhere, actions.start, went_on=today()).state == "under_way"


@pytest.mark.requirement("R56")
def test_the_child_does_not_go_before_the_return_is_prepared(team, file):
    one = planned(team, file, person=None)

    def go():
        step(team.worker, one, actions.start, went_on=today())

    refused(ReturnReason.NO_PERSON, go)
    step(team.worker, one, actions.prepare, person=make_person(team, file))
    refused(ReturnReason.NOT_PREPARED, go)
    step(team.worker, one, actions.prepare, prepared=PREPARED | {"school": " "})
    refused(ReturnReason.NOT_PREPARED, go)
    step(team.worker, one, actions.prepare, prepared=PREPARED)
    refused(ReturnReason.NO_VIEW, go)
    step(team.worker, one, actions.prepare, view=make_view(team, file, views="", not_obtained_because="A newborn."))
    assert wrong(lambda: step(team.worker, one, actions.start, went_on=today() + DAY)) == {"went_on"}
    go()
    refused(ReturnReason.NOT_NOW, go)
    refused(ReturnReason.NOT_NOW, lambda: step(team.worker, one, actions.prepare, prepared={}))


def test_what_is_not_known_or_of_another_file_is_refused_at_its_field(team, file):
    other = open_case(team)
    person, view = make_person(team, other), make_view(team, other)
    foreign = {"target": "moon", "planned_on": today() + 400 * DAY, "person": person, "view": view, "mood": "x"}
    assert wrong(lambda: planned(team, file, **foreign)) == {"target", "planned_on", "person", "view", "mood"}
    assert wrong(lambda: planned(team, file, prepared={"moon": "x"}, stay="x")) == {"prepared", "stay"}
    assert wrong(lambda: planned(team, file, prepared={"school": "x" * 2001})) == {"prepared"}


def test_somebody_who_saved_meanwhile_is_not_overwritten(team, file):
    one = gone(team, file)
    seen = current(team.worker, one)
    visited(team, one)
    with acting_as(team.worker), pytest.raises(StaleVersion):
        actions.record_visit(one=seen, by=team.worker, base_version=seen.version, values=VISIT | {"visited_on": today()})


@pytest.mark.requirement("R56")
def test_a_visit_counts_for_the_day_it_belongs_to(team, file):
    one = gone(team, file, days=40)
    went = one.went_on

    def counted(day, **changes):
        visited(team, one, visited_on=went + day * DAY, **changes)
        with acting_as(team.worker):
            row = ReturnVisit.objects.filter(homecoming=one, state="recorded").latest("updated_at")
        return row.due_on and (row.due_on - went).days

    assert counted(9) == 7
    assert counted(9) == 14
    assert counted(9) is None
    assert counted(35) == 28
    assert counted(36) is None
    unseen = {"seen": ["caregiver"], "alone": "no", "alone_because": "At school.", "harm": "not_checked"}
    assert counted(40, **unseen) is None
    assert len(dues(team.worker, file)) == 1


@pytest.mark.requirement("R56")
def test_a_missed_visit_stays_missed_and_due(team, file):
    one = gone(team, file, days=30)
    visited(team, one)
    with acting_as(team.worker):
        missed = [(row.due_on - one.went_on).days for row in policies.open_visits(current(team.worker, one))]
    assert missed[:3] == [7, 14, 60]
    assert len(dues(team.worker, file)) == 3


def test_only_the_coming_month_stands_beside_what_is_due(team, file):
    one = gone(team, file)
    assert [(due.date() - today()).days for due in dues(team.worker, file)] == [7, 14, 28]
    later = step(team.worker, prepared(team, file), actions.start, went_on=today() - 29 * DAY)
    with acting_as(team.worker):
        assert later.visits.filter(due_on__lte=today() + 31 * DAY).count() == 4
    assert one.pk != later.pk


WRONG_VISITS = [
    ({"visited_on": today() + DAY}, {"visited_on"}),
    ({"visited_on": today() - 9 * DAY}, {"visited_on"}),
    ({"visited_on": None}, {"visited_on"}),
    ({"seen": []}, {"seen", "alone", "harm"}),
    ({"seen": ["moon", "child"]}, {"seen"}),
    ({"alone": ""}, {"alone"}),
    ({"alone": "no"}, {"alone_because"}),
    ({"seen": ["caregiver"]}, {"alone", "harm"}),
    ({"domains": {"moon": "well"}}, {"domains"}),
    ({"domains": {"school": "odd"}}, {"domains"}),
    ({"harm": ""}, {"harm"}),
    ({"harm": "not_checked"}, {"harm"}),
    ({"harm": "signs"}, {"harm_words"}),
    ({"harm": "harm", "harm_words": " "}, {"harm_words"}),
]


@pytest.mark.requirement("R56")
@pytest.mark.parametrize(("changes", "fields"), WRONG_VISITS)
def test_a_visit_says_whom_how_and_whether_there_is_harm(team, file, changes, fields):
    one = gone(team, file, days=8)
    assert wrong(lambda: visited(team, one, **changes)) == fields


@pytest.mark.requirement("R56")
@pytest.mark.parametrize("harm", ["signs", "harm"])
def test_harm_opens_the_risk_the_same_day_and_never_closes_silently(team, file, harm):
    one = gone(team, file, days=8)
    visited(team, one, harm=harm, harm_words="A bruise; the child fell silent.")
    assert [due.date() for due in dues(team.worker, file, "reassessment")] == [today()]
    visited(team, one, harm=harm, harm_words="Again.")
    assert len(dues(team.worker, file, "reassessment")) == 1
    waived(team, one)
    refused(ReturnReason.HARM_WAITS, lambda: completed(team, one))
    refused(ReturnReason.HARM_WAITS, lambda: submit(team, file))
    assessed(team, file)
    completed(team, one)
    assert submit(team, file).state == "submitted"


def test_a_visit_is_a_contact_and_sets_the_next_one(team, file):
    one = gone(team, file, days=8)
    visited(team, one)
    after = fresh(team.worker, file)
    assert (after.next_contact_on, after.first_contact_on) == (one.went_on + 14 * DAY, today())
    assert [due.date() for due in dues(team.worker, file, "follow_up")] == [after.next_contact_on]
    old = gone(team, file, days=100)
    visited(team, old, visited_on=today() - 90 * DAY)
    assert fresh(team.worker, file).next_contact_on == after.next_contact_on


@pytest.mark.requirement("R56")
def test_breaking_off_opens_the_risk_and_does_not_make_the_visits_go_away(team, file):
    called_off = step(team.worker, planned(team, file), actions.break_off, ended_on=today(), **END)
    assert called_off.state == "broken_off"
    assert dues(team.worker, file, "reassessment") == []
    one = gone(team, file)
    bad = {"ended_on": today() - DAY, "end_words": " "}
    assert wrong(lambda: step(team.worker, one, actions.break_off, **bad)) == {"ended_on", "end_words"}
    step(team.worker, one, actions.break_off, ended_on=today(), **END)
    assert dues(team.worker, file) == []
    assert len(dues(team.worker, file, "reassessment")) == 1
    refused(ReturnReason.NOT_NOW, lambda: step(team.worker, one, actions.break_off, ended_on=today(), **END))
    refused(ReturnReason.NOT_NOW, lambda: visited(team, one))
    refused(ReturnReason.VISITS_WAIT, lambda: submit(team, file))
    waived(team, one)
    assert submit(team, file).state == "submitted"


@pytest.mark.requirement("R56")
def test_a_prepared_return_is_begun_or_called_off_before_closing(team, file):
    planned(team, file)
    refused(ReturnReason.STILL_OPEN, lambda: submit(team, file))


@pytest.mark.requirement("R56")
@pytest.mark.parametrize("reason", ["DIED", "ERROR"])
def test_nothing_waits_where_nobody_can_be_visited(team, file, reason):
    gone(team, file)
    assert submit(team, file, reason=reason).state == "submitted"


@pytest.mark.requirement("R56")
def test_a_return_that_begins_while_the_closing_waits_stands_against_the_approval(team, file):
    closure = submit(team, file)
    gone(team, file)
    with acting_as(team.supervisor):
        work = Closure.objects.select_related("file", "view").get(pk=closure.pk)
        refused(ReturnReason.VISITS_WAIT, lambda: approvals.approve_work(work=work, by=team.supervisor))
    assert fresh(team.worker, file).state == "active"


@pytest.mark.requirement("R56")
def test_a_stay_that_ended_with_the_family_needs_its_return(team, file):
    placement = placed(make_world(groups={"from_age": 0, "to_age": 17}), team, file)
    with acting_as(team.worker):
        ended = {"ended_on": today(), "words": "Home.", "exit_kind": "family_return"}
        placing.end_placement(placement=placement, by=team.worker, **ended)
    refused(ReturnReason.NOT_RECORDED, lambda: submit(team, file))
    before = gone(team, file, days=LAST)
    completed(team, waived(team, before))
    refused(ReturnReason.NOT_RECORDED, lambda: submit(team, file))
    completed(team, waived(team, gone(team, file, stay=placement)))
    assert submit(team, file).state == "submitted"


@pytest.mark.requirement("R56")
def test_a_reunification_that_was_carried_out_needs_its_return(team, file):
    plan = approved_plan(team, file)
    with acting_as(team.worker):
        done = {"service": "family_reunification", "state": "done", "goal": "Home.", "due_on": today(), "track": "REI"}
        PlanAction.objects.create(plan=plan, file=file, key_id=file.child_id, **done)
    put_in_state(file, "active", team.worker)
    refused(ReturnReason.NOT_RECORDED, lambda: submit(team, file))
    completed(team, waived(team, gone(team, file)))
    assert submit(team, file).state == "submitted"


@pytest.mark.requirement("R56")
def test_after_exploitation_the_longer_schedule_holds(team, file):
    longer = vocabulary.schedule("reunification_after_exploitation").days
    make_concern(team, file, concerns=["PC15"])
    assert gone(team, file).schedule == "reunification"
    make_concern(team, file, concerns=["PC11"])
    one = gone(team, file)
    with acting_as(team.worker):
        assert [(row.due_on - one.went_on).days for row in one.visits.all()] == list(longer)


def test_an_unknown_schedule_is_named():
    with pytest.raises(vocabulary.UnknownCode):
        vocabulary.schedule("holidays")


def test_only_whoever_works_on_the_file_writes(team, file):
    one = gone(team, file)
    stranger = make_team_of_office().worker
    with acting_as(team.worker):
        now_ = current(team.worker, one)
        for rule in (
            policies.prepare,
            policies.start,
            policies.visit,
            policies.complete,
            policies.break_off,
            policies.ask_waiver,
        ):
            assert rule.why_not(team.supervisor, now_).value == "not_assigned"
            assert rule.why_not(stranger, now_).value == "not_visible"
    refused("not_assigned", lambda: step(team.supervisor, one, actions.record_visit, **VISIT, visited_on=today()))
    asked(team, one)
    put_in_state(file, "closed", team.worker)
    refused("file_closed", lambda: step(team.supervisor, one, actions.answer_waiver, **WAIVES))
    refused("file_closed", lambda: visited(team, one))


def test_asking_needs_a_reason(team, file):
    one = gone(team, file)
    assert wrong(lambda: step(team.worker, one, actions.ask_waiver, waiver_because=" ")) == {"waiver_because"}


def test_states_know_what_follows():
    assert RETURN.allows(State.PREPARED, State.UNDER_WAY)
    assert not RETURN.allows(State.PREPARED, State.COMPLETED)
    assert not VISIT_STATES.allows(VisitState.WAIVED, VisitState.RECORDED)


STEPS = st.one_of(
    st.just(("start",)),
    st.tuples(st.just("visit"), st.integers(0, 40), st.sampled_from(["none", "signs"])),
    *(st.just((name,)) for name in ("complete", "break_off", "ask", "waive", "decline", "assess", "again")),
)


def _take(team, file, one, what):
    """One step as a person would take it; what is refused is refused."""
    name, *rest = what
    by, boss = team.worker, team.supervisor
    ending = {"ended_on": today(), **END}
    if name == "again":
        return gone(team, file, days=20)
    if name == "assess":
        assessed(team, file)
        return one
    if name == "visit":
        harm = {"harm": rest[1], "harm_words": "Seen."}
        return visited(team, one, visited_on=today() - rest[0] * DAY, **harm)
    acts = {
        "start": lambda: step(by, one, actions.start, went_on=today() - 40 * DAY),
        "complete": lambda: step(by, one, actions.complete, **ending),
        "break_off": lambda: step(by, one, actions.break_off, **ending),
        "ask": lambda: step(by, one, actions.ask_waiver, **ASKS),
        "waive": lambda: step(boss, one, actions.answer_waiver, **WAIVES),
        "decline": lambda: step(boss, one, actions.answer_waiver, answer="visit", waiver_answer="Go."),
    }
    return acts[name]()


@pytest.mark.requirement("R56")
@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=9))
def test_no_path_reaches_closing_with_a_visit_missing(team, file, steps):
    with transaction.atomic():
        one = prepared(team, file)
        for what in steps:
            with contextlib.suppress(TutelaError):
                one = _take(team, file, one, what)
            with acting_as(team.worker):
                returns = list(Return.objects.filter(file=file))
                visits = list(ReturnVisit.objects.filter(file=file))
                free = policies.end_file.allows(file, "GOALS")
                judged = Assessment.objects.filter(file=file).values_list("decided_at", flat=True)
                judged = max(judged, default=dt.datetime.min.replace(tzinfo=dt.UTC))
            waiting = [row for row in visits if row.state not in ("recorded", "waived")]
            harmed = [row for row in visits if row.harm in ("signs", "harm") and row.updated_at > judged]
            running = [row for row in returns if row.state in ("prepared", "under_way")]
            assert free == (not waiting and not harmed and not running)
            for row in returns:
                mine = [visit for visit in visits if visit.homecoming_id == row.pk]
                if row.state == "completed":
                    assert mine
                    assert all(visit.state in ("recorded", "waived") for visit in mine)
                if any(visit.state == "waived" for visit in mine):
                    assert row.waived_by_id not in (None, row.waiver_asked_by_id, team.worker.id)
        transaction.set_rollback(True)


def test_every_domain_has_its_words():
    assert {domain.value for domain in Domain} == set(PREPARED)
