"""Proceedings: from the complaint to the enforcement, limits and delays, an end only with a coded reason, the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import make_team_of_office, put_in_state
from tests.unit.justice.conftest import DAY, complaint, opened, staged
from tutela.cases.api import Deadline
from tutela.cases.states import FileState
from tutela.justice import states
from tutela.justice.actions import proceedings as acts
from tutela.justice.actions.keep import finish_task
from tutela.justice.models import LegalTask, Proceeding, ProceedingStage
from tutela.justice.queries import lists
from tutela.kernel.clock import end_of, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState


def open_deadlines(file, kind):
    return list(Deadline.objects.filter(file=file, kind=kind, done_at=None, cancelled_at=None))


@pytest.mark.requirement("R78")
def test_from_the_complaint_to_the_enforcement(team, file, lawyer):
    proceeding = opened(team, file, by=lawyer)
    assert proceeding.due_on == today() + 50 * DAY
    for stage, more in (
        ("investigation", {}), ("charged", {}), ("trial", {}), ("judgment", {"verdict": "convicted"}), ("enforced", {}),
    ):  # fmt: skip
        proceeding = staged(lawyer, proceeding, stage, **more)
        with acting_as(lawyer):
            due = open_deadlines(file, "justice_stage")
            assert [one.due_at for one in due] == ([end_of(proceeding.due_on)] if stage != "enforced" else [])
    assert (proceeding.verdict, proceeding.due_on) == ("convicted", None)
    with acting_as(lawyer):
        stages = ProceedingStage.objects.filter(proceeding=proceeding).order_by("created_at")
        assert [one.stage for one in stages] == ["complaint", "investigation", "charged", "trial", "judgment", "enforced"]
        assert [one.left_on is None for one in stages] == [False] * 5 + [True]


@pytest.mark.requirement("R78")
def test_a_stage_over_its_limit_is_late_and_counted_by_unit(team, file):
    court = make_office(holds_files=False)
    proceeding = opened(team, file, opened_on=today() - 90 * DAY)
    with acting_as(team.worker):
        assert proceeding.due_on < today()
        (due,) = open_deadlines(file, "justice_stage")
        assert due.due_at == end_of(proceeding.due_on)  # carried up by the clock of every deadline
        (row,) = lists.stages_for(team.worker)
        assert (row["authority"], row["stage"], row["late"], row["days"]) == ("police", "complaint", 1, [90])
    staged(team.worker, proceeding, "charged", unit=court)
    with acting_as(team.supervisor):
        rows = {row["stage"]: row for row in lists.stages_for(team.supervisor)}
        assert (rows["charged"]["unit"], rows["charged"]["late"]) == (court.name, 0)
        assert list(lists.proceedings_for(team.supervisor)) == [proceeding]


@pytest.mark.requirement("R79")
def test_an_end_has_a_coded_reason_and_opens_a_legal_step(team, file, mailoutbox, django_capture_on_commit_callbacks):
    team.supervisor.user.email = "s@example.org"
    team.supervisor.user.save()
    proceeding = opened(team, file)
    with acting_as(team.worker):
        for wrong, field in (
            ({"reason": ""}, "reason"), ({"reason": "tired"}, "reason"), ({"words": " "}, "words"),
            ({"entered_on": today() + DAY}, "entered_on"), ({"entered_on": today() - 30 * DAY}, "entered_on"),
        ):  # fmt: skip
            values = {"reason": "limitation_period", "entered_on": today(), "words": "A letter came."} | wrong
            with pytest.raises(InvalidInput) as error:
                acts.discontinue(record=proceeding, by=team.worker, base_version=1, values=values)
            assert set(error.value.fields) == {field}
        with pytest.raises(InvalidInput, match="reason"):
            staged(team.worker, proceeding, "discontinued")
    with acting_as(team.worker), django_capture_on_commit_callbacks(execute=True):
        values = {"reason": "family_withdrew_settlement", "entered_on": today(), "words": "The uncle took it back."}
        ended = acts.discontinue(record=proceeding, by=team.worker, base_version=1, values=values)
        assert (ended.state, ended.reason, ended.due_on) == ("discontinued", "family_withdrew_settlement", None)
        (task,) = LegalTask.objects.filter(file=file)
        assert (task.kind, task.subject) == ("discontinued", proceeding.pk)
        file.refresh_from_db()
        assert file.state not in (FileState.CLOSED, FileState.NOT_ACCEPTED)
        done = finish_task(record=task, by=team.worker, base_version=1, values={"done_on": today(), "result": "Appealed."})
        assert done.state == "done"
        assert not open_deadlines(file, "legal_task")
        with pytest.raises(Refused):
            finish_task(record=done, by=team.worker, base_version=2, values={"done_on": today(), "result": "Again."})
    assert [mail.to for mail in mailoutbox] == [["s@example.org"]]
    assert "uncle" not in mailoutbox[0].body + mailoutbox[0].subject
    again = staged(team.worker, ended, "investigation", entered_on=today())
    assert (again.state, again.reason) == ("investigation", "")


@pytest.mark.requirement("R78")
def test_an_appeal_leads_back_and_an_acquittal_is_not_enforced(team, file):
    proceeding = opened(team, file)
    for stage in ("charged", "trial"):
        proceeding = staged(team.worker, proceeding, stage)
    for verdict in ("", "guilty"):
        with pytest.raises(InvalidInput) as error:
            staged(team.worker, proceeding, "judgment", verdict=verdict)
        assert set(error.value.fields) == {"verdict"}
    with pytest.raises(InvalidInput):
        staged(team.worker, proceeding, "investigation", verdict="convicted")
    proceeding = staged(team.worker, proceeding, "judgment", verdict="acquitted")
    assert proceeding.due_on is None
    with pytest.raises(Refused):
        staged(team.worker, proceeding, "enforced")
    proceeding = staged(team.worker, proceeding, "trial")
    assert (proceeding.state, proceeding.verdict) == ("trial", "")
    with pytest.raises(WrongState):
        staged(team.worker, proceeding, "enforced")
    with acting_as(team.worker), pytest.raises(StaleVersion):
        values = {"stage": "investigation", "entered_on": today(), "authority": "police"}
        acts.enter_stage(record=proceeding, by=team.worker, base_version=1, values=values)


@pytest.mark.requirement("R62")
def test_each_of_the_three_beside_the_child_has_a_day_and_a_person(team, file):
    with acting_as(team.worker):
        for wrong, field in (
            ({"informed_on": today()}, "informed_on"), ({"informed_by": "Worker"}, "informed_on"),
            ({"legal_aid_on": today()}, "legal_aid_on"), ({"guardian": "Aunt"}, "support_on"),
            ({"legal_aid": "maybe"}, "legal_aid"), ({"colour": "red"}, "colour"), ({"subject": " "}, "subject"),
            ({"opened_on": today() + DAY}, "opened_on"),
        ):  # fmt: skip
            with pytest.raises(InvalidInput) as error:
                acts.open_proceeding(file=file, by=team.worker, values=complaint(**wrong))
            assert set(error.value.fields) == {field}
        assert not Proceeding.objects.exists()
        proceeding = acts.open_proceeding(file=file, by=team.worker, values=complaint())
        beside = {
            "legal_aid": "yes", "legal_aid_name": "Legal aid desk", "legal_aid_on": today(), "guardian": "Aunt",
            "support_on": today(), "informed_on": today(), "informed_by": "The worker",
        }  # fmt: skip
        changed = acts.revise_proceeding(record=proceeding, by=team.worker, base_version=1, values=beside)
        assert (changed.version, changed.guardian, changed.informed_on) == (2, "Aunt", today())


def test_only_whoever_keeps_the_chapter(team, file, lawyer):
    stranger, colleague = make_team_of_office().worker, make_actor("caseworker", office=team.office)
    elsewhere = make_actor("legal_officer", office=stranger.user.grants.first().office)
    for actor in (stranger, colleague, elsewhere, team.supervisor):
        with acting_as(actor), pytest.raises(Refused):
            acts.open_proceeding(file=file, by=actor, values=complaint())
    proceeding = opened(team, file, by=lawyer)
    closed = put_in_state(file, "closed", team.worker)
    proceeding.file = closed
    with acting_as(lawyer), pytest.raises(Refused):
        acts.revise_proceeding(record=proceeding, by=lawyer, base_version=1, values={"subject": "x"})


MACHINES = (states.PROCEEDING, states.SETTLEMENT, states.LIBERTY, states.CHARGE, states.CLAIM, states.RUN)


@pytest.mark.rule("P6")
@given(some.sampled_from(MACHINES), some.data())
def test_no_path_leaves_the_machine_or_ends_a_file(machine, data):
    """Any walk: only known states, never one that closes a file, an end only where nothing can follow."""
    state = machine.start
    for _step in range(8):
        assert state.value not in {one.value for one in (FileState.CLOSED, FileState.NOT_ACCEPTED)}
        target = data.draw(some.sampled_from(list(machine.states)))
        if machine.allows(state, target):
            state = machine.move(state, target)
        else:
            with pytest.raises(WrongState):
                machine.move(state, target)
    assert state in machine.states


def test_what_is_over_and_what_has_a_way_back():
    ends = {
        machine.name: {state.value for state in machine.states if not machine.transitions[state]} for machine in MACHINES
    }
    assert ends == {
        "proceeding": {"enforced"}, "settlement": {"annulled"}, "liberty": {"remedied"}, "non_punishment": {"granted"},
        "compensation": {"paid"}, "justice_run": set(),
    }  # fmt: skip
    assert states.PROCEEDING.transitions[states.Stage.ENFORCED] == frozenset()
    into = {state for state in states.Stage if states.PROCEEDING.allows(state, states.Stage.ENFORCED)}
    assert into == {states.Stage.JUDGMENT}
    freed = {state for state in states.LibertyState if states.LIBERTY.allows(state, states.LibertyState.REMEDIED)}
    assert freed == {states.LibertyState.RELEASED}
