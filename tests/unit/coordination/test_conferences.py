"""A conference from its preparation to its last task; no papers without the undertaking, attacked through the actions and the tables."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_organisation, make_user
from tests.factories.cases import make_consent, make_person, make_team_of_office, make_view, open_case, put_in_state
from tests.unit.coordination.conftest import (
    HELD,
    LATER,
    PAPERS,
    SOON,
    accepted,
    called,
    current,
    decided,
    held,
    prepared,
    ready,
    seat,
    step,
)  # fmt: skip
from tutela.accounts.api import actor_for
from tutela.cases.models import Deadline
from tutela.coordination.actions import conferences as actions
from tutela.coordination.enums import CoordinationReason as Why
from tutela.coordination.models import Conference, ConferenceDecision, ConferencePapers, ConferenceRecord, Participant
from tutela.coordination.policies import conferences as policies
from tutela.coordination.queries import conferences as queries
from tutela.coordination.queries.papers import compose
from tutela.coordination.states import CONFERENCE, TASK, State, TaskState
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, StaleVersion


def refused(why, what):
    with pytest.raises(Refused) as caught:
        what()
    assert caught.value.reason == why, caught.value.reason


def wrong(what):
    with pytest.raises(InvalidInput) as caught:
        what()
    return set(caught.value.fields)


@pytest.mark.requirement("R74")
@pytest.mark.requirement("R73")
def test_papers_hold_what_was_chosen_and_no_more(team, file, guest):
    one = called(team, file, guest)
    accepted(guest, one)
    with acting_as(guest):
        papers = ConferencePapers.objects.get(conference_id=one.pk)
    assert papers.shared == {
        "child": {"called": "Amina", "sex": "girl", "age": "12–15"},
        "said": "I want to stay at school.",
    }
    assert "Testova" not in str(papers.shared)
    assert papers.key_id == papers.pk != file.child_id


@pytest.mark.requirement("R74")
@pytest.mark.rule("P12")
def test_a_participant_without_undertaking_cannot_open_the_papers(team, file, guest):
    one = called(team, file, guest)
    row = seat(guest, one)
    with acting_as(guest):
        assert not ConferencePapers.objects.exists()
        assert [found.number for found in Conference.objects.all()] == [one.number]
        assert policies.open_papers.why_not(guest, row) == Why.NO_UNDERTAKING
    accepted(guest, one)
    with acting_as(guest):
        assert ConferencePapers.objects.count() == 1
        assert policies.open_papers.allows(guest, seat(guest, one))
        first = Participant.objects.get(pk=row.pk).accepted_at
        actions.accept_undertaking(row=seat(guest, one), by=guest)
        assert Participant.objects.get(pk=row.pk).accepted_at == first


@pytest.mark.requirement("R74")
def test_an_undertaking_for_one_conference_opens_no_other(team, file, guest):
    one, other = called(team, file, guest), called(team, open_case(team), guest)
    accepted(guest, one)
    with acting_as(guest):
        assert [papers.conference_id for papers in ConferencePapers.objects.all()] == [one.pk]
        assert policies.open_papers.why_not(guest, seat(guest, other)) == Why.NO_UNDERTAKING


@pytest.mark.requirement("R74")
def test_nobody_accepts_for_somebody_else(team, file, guest):
    one = called(team, file, guest)
    row = seat(guest, one)
    with acting_as(team.worker), pytest.raises(Refused) as caught:
        actions.accept_undertaking(row=row, by=team.worker)
    assert caught.value.reason.value == "not_visible"
    stranger = make_actor("service_provider", office=team.clinic)
    with acting_as(stranger):
        assert not Participant.objects.exists()
        assert not Conference.objects.exists()
        with pytest.raises(NotHere):
            queries.get_invitation(stranger, row.pk)


@pytest.mark.requirement("R74")
@pytest.mark.requirement("R73")
@pytest.mark.parametrize("end", ["recall", "uninvite", "expire", "cancel", "close"])
def test_access_ends(team, file, guest, end):
    one = called(team, file, guest)
    row = accepted(guest, one)
    if end == "expire":
        with acting_as(team.worker):
            Conference.objects.filter(pk=one.pk).update(access_until=now() - dt.timedelta(minutes=1))
    elif end == "close":
        step(team.worker, one, actions.hold, **HELD)
        step(team.worker, one, actions.close)
    else:
        values = {"participant": row} if end == "uninvite" else {}
        step(team.worker, one, getattr(actions, end), **values)
    with acting_as(guest):
        assert not ConferencePapers.objects.exists()
        assert not queries.invitations(guest).exists()
        again = Participant.objects.select_related("conference").filter(pk=row.pk).first()
        assert again is None or not policies.open_papers.allows(guest, again)
        with pytest.raises(NotHere):
            queries.get_invitation(guest, row.pk)


@pytest.mark.rule("P44")
def test_without_a_current_undertaking_of_the_account_nothing_opens(team, file, guest):
    one = called(team, file, guest)
    user = make_user("service_provider", office=team.clinic, signed=False)
    assert wrong(lambda: step(team.worker, one, actions.invite, username=user.username, sector="AC-HEA")) == {"username"}
    with acting_as(team.worker):
        row = Participant.objects.create(
            conference=one, file=file, key_id=file.child_id, user=user, name="Somebody", sector="AC-HEA", accepted_at=now(),
            created_by_id=team.worker.id, updated_by_id=team.worker.id,
        )  # fmt: skip
    lapsed = actor_for(user)
    assert policies.is_invitable.why_not(lapsed).value == "outside_scope"
    with acting_as(lapsed):
        assert not ConferencePapers.objects.exists()
        assert not Participant.objects.exists()
        assert not queries.invitations(lapsed).exists()
        assert not queries.my_tasks(lapsed).exists()
        assert policies.open_papers.why_not(lapsed, row).value == "not_visible"


@pytest.mark.requirement("R74")
def test_nothing_is_called_before_it_is_whole(team, file, guest):
    by, one = team.worker, prepared(team, file)

    def call():
        step(by, one, actions.call)

    refused(Why.NO_PAPERS, call)
    step(by, one, actions.write_papers, **PAPERS)
    step(by, one, actions.write_papers, **PAPERS | {"agenda": "Another order."})
    refused(Why.NO_PARTICIPANTS, call)
    step(by, one, actions.invite, username=guest.user.username, sector="AC-HEA")
    refused(Why.NO_VIEW, call)
    step(by, one, actions.hear, not_presented_because="A newborn.")
    refused(Why.NO_BASIS, call)
    refused_consent = make_consent(team, file, purpose="sharing", decision="refused")
    step(by, one, actions.hear, consent=refused_consent)
    refused(Why.NO_BASIS, call)
    step(by, one, actions.hear, consent=make_consent(team, file, purpose="sharing"))
    call()
    refused(Why.NOT_NOW, call)
    assert current(by, one).state == State.CALLED


def test_colleagues_who_see_the_file_need_no_consent(team, file, lawyer):
    by, one = team.worker, prepared(team, file)
    step(by, one, actions.write_papers, **PAPERS)
    step(by, one, actions.invite, username=lawyer.user.username, sector="AC-JUS")
    step(by, one, actions.hear, not_presented_because="A newborn.")
    assert step(by, one, actions.call).state == State.CALLED
    outsider = {"username": team.provider.user.username, "sector": "AC-HEA"}
    refused(Why.NO_BASIS, lambda: step(by, one, actions.invite, **outsider))


@pytest.mark.rule("P11")
@pytest.mark.parametrize("name", ["Boris Testov", "boris  TESTOV", "Mr Boris Ivan Testov"])
def test_an_unsafe_person_is_never_invited(team, file, guest, name):
    make_person(team, file, name="Boris Testov", unsafe=True)
    make_person(team, file, name="Peter", unsafe=True)
    one, body = prepared(team, file), make_organisation()
    seats = {"sector": "AC-FAM", "body": body}
    refused(Why.UNSAFE, lambda: step(team.worker, one, actions.invite, name=name, **seats))
    refused(Why.UNSAFE, lambda: step(team.worker, one, actions.invite, name="Peter", **seats))
    step(team.worker, one, actions.invite, name="Peter Novak", **seats)
    step(team.worker, one, actions.invite, name="Boris Novak", **seats)
    guest.user.full_name = name
    guest.user.save()
    refused(Why.UNSAFE, lambda: step(team.worker, one, actions.invite, username=guest.user.username, sector="AC-HEA"))


@pytest.mark.rule("P11")
def test_who_became_unsafe_after_the_invitation_stops_the_call(team, file, guest):
    one = ready(team, file, guest)
    make_person(team, file, name=guest.user.full_name, unsafe=True)
    refused(Why.UNSAFE, lambda: step(team.worker, one, actions.call))


@pytest.mark.rule("P13")
def test_a_body_that_gets_nothing_yet_is_not_invited(team, file, guest, monkeypatch):
    from tutela.cases.enums.file import FileReason

    one = prepared(team, file)
    monkeypatch.setattr(policies.share_with_body, "why_not", lambda file, body: FileReason.NO_PERMISSION)
    refused(
        FileReason.NO_PERMISSION,
        lambda: step(team.worker, one, actions.invite, username=guest.user.username, sector="AC-HEA"),
    )
    named = {"name": "Officer", "body": make_organisation(), "sector": "AC-POL"}
    refused(FileReason.NO_PERMISSION, lambda: step(team.worker, one, actions.invite, **named))


@pytest.mark.requirement("R74")
def test_each_decision_becomes_a_task_with_owner_and_day(team, file, guest):
    one = decided(team, file, guest)
    step(team.worker, one, actions.decide, what="Visit her.", due_on=LATER)
    with acting_as(team.supervisor):
        tasks = list(ConferenceDecision.objects.order_by("due_on"))
        deadlines = {row.subject: (row.kind, row.due_at.date()) for row in Deadline.objects.filter(kind="conference_task")}
    assert [(task.what, task.owner_user_id) for task in tasks] == [
        ("Ask for transport.", guest.id),
        ("Visit her.", team.worker.id),
    ]
    assert deadlines == {tasks[0].pk: ("conference_task", SOON), tasks[1].pk: ("conference_task", LATER)}
    assert current(team.worker, one).record.dissent == HELD["dissent"]


@pytest.mark.requirement("R74")
def test_an_owner_from_elsewhere_sees_only_the_task_and_ends_it(team, file, guest):
    one = decided(team, file, guest)
    step(team.worker, one, actions.decide, what="Visit her.", due_on=LATER)
    with acting_as(guest):
        task = ConferenceDecision.objects.get()
        assert task.what == "Ask for transport."
        assert Conference.objects.count() == 1
        assert not ConferenceRecord.objects.exists()
        assert not ConferencePapers.objects.exists()
        found, seen = queries.get_task(guest, task.pk)
        assert (found.pk, seen) == (task.pk, None)
        assert queries.child_of(task) == str(file.child_id)
    end = actions.end_task
    assert _ends(guest, task, {"result": " "}, end) == {"result"}
    with acting_as(guest), pytest.raises(StaleVersion):
        end(task=task, file=None, by=guest, base_version=9, values={"result": "Done."})
    with acting_as(guest):
        done = end(task=task, file=None, by=guest, base_version=1, values={"result": "A bus comes."})
        assert (done.state, done.done_on) == (TaskState.DONE, today())
        assert not queries.my_tasks(guest).exists()
        refused(Why.NOT_NOW, lambda: end(task=done, file=None, by=guest, base_version=2, values={"result": "Again."}))
    with acting_as(team.worker):
        assert Deadline.objects.get(subject=task.pk).done_at is not None
        assert Deadline.objects.filter(kind="conference_task", done_at=None).count() == 1


def _ends(by, task, values, end):
    with acting_as(by):
        return wrong(lambda: end(task=task, file=None, by=by, base_version=1, values=values))


@pytest.mark.requirement("R74")
def test_nobody_else_ends_a_task(team, file, guest, lawyer):
    decided(team, file, guest)
    stranger = make_actor("service_provider", office=team.clinic)
    with acting_as(team.worker):
        task = ConferenceDecision.objects.get()
    with acting_as(stranger):
        assert not ConferenceDecision.objects.exists()
        assert policies.end_task.why_not(stranger, task, None).value == "not_visible"
        with pytest.raises(NotHere):
            queries.get_task(stranger, task.pk)
    with acting_as(lawyer):
        assert policies.end_task.why_not(lawyer, *queries.get_task(lawyer, task.pk)) == Why.NOT_YOURS


@pytest.mark.requirement("R74")
def test_the_loop_closes_when_every_task_has_ended_and_lateness_shows(team, file, guest):
    one = decided(team, file, guest)
    refused(Why.OPEN_TASKS, lambda: step(team.worker, one, actions.close))
    with moved_to(now() + dt.timedelta(days=9)), acting_as(team.worker):
        task = ConferenceDecision.objects.get()
        assert queries.is_late(task)
    with acting_as(team.supervisor):
        task, seen = queries.get_task(team.supervisor, task.pk)
        values = {"done": False, "result": "No bus runs there."}
        ended = actions.end_task(task=task, file=seen, by=team.supervisor, base_version=1, values=values)
        assert ended.state == TaskState.NOT_DONE
        assert Deadline.objects.get(subject=task.pk).done_at is not None
    assert step(team.worker, one, actions.close).state == State.CLOSED


@pytest.mark.requirement("R74")
def test_recall_takes_tasks_back_to_the_file(team, file, guest):
    one = decided(team, file, guest)
    step(team.supervisor, one, actions.recall)
    with acting_as(guest):
        assert not ConferenceDecision.objects.exists()
    with acting_as(team.worker):
        assert ConferenceDecision.objects.get().owner_user_id == team.worker.id
    refused(Why.NOT_NOW, lambda: step(team.worker, one, actions.recall))


@pytest.mark.requirement("R74")
def test_ending_one_access_leaves_the_others(team, file, guest):
    one = called(team, file, guest)
    other = make_actor("service_provider", office=team.clinic)
    step(team.worker, one, actions.invite, username=other.user.username, sector="AC-EDU")
    step(team.worker, one, actions.hold, **HELD)
    for who in (guest, other):
        accepted(who, one)
        step(team.worker, one, actions.decide, what=f"For {who.id}", owner=seat(who, one), due_on=SOON)
    step(team.worker, one, actions.uninvite, participant=seat(guest, one))
    with acting_as(guest):
        assert not ConferenceDecision.objects.exists()
    with acting_as(other):
        assert ConferenceDecision.objects.count() == 1
        assert ConferencePapers.objects.count() == 1
    gone = seat(guest, one, by=team.worker)
    assert wrong(lambda: step(team.worker, one, actions.uninvite, participant=gone)) == {"participant"}


def test_somebody_by_name_signs_on_paper(team, file, guest):
    one = prepared(team, file)
    step(team.worker, one, actions.invite, name="A teacher", body=make_organisation(), sector="AC-EDU")
    step(team.worker, one, actions.invite, username=guest.user.username, sector="AC-HEA")
    with acting_as(team.worker):
        named = one.participants.get(user=None)
    sign = actions.signed_on_paper
    tomorrow = today() + dt.timedelta(days=1)
    assert wrong(lambda: step(team.worker, one, sign, participant=None, paper_on=tomorrow)) == {"participant", "paper_on"}
    assert wrong(lambda: step(team.worker, one, sign, participant=seat(guest, one, by=team.worker), paper_on=today())) == {
        "participant"
    }
    step(team.worker, one, sign, participant=named, paper_on=today())
    with acting_as(team.worker):
        assert one.participants.get(user=None).paper_on == today()
    step(team.worker, one, actions.uninvite, participant=named)


def test_who_prepares(team, file, lawyer):
    with acting_as(team.supervisor):
        assert (
            actions.prepare(file=file, by=team.supervisor, values={"meets_on": SOON, "access_on": SOON}).state == State.DRAFT
        )
    one = prepared(team, file)
    with acting_as(lawyer):
        assert policies.keep_conferences.why_not(lawyer, file).value == "not_assigned"
        assert policies.end_access.why_not(lawyer, one).value == "not_assigned"
    stranger = make_team_of_office().supervisor
    with acting_as(stranger):
        assert policies.end_access.why_not(stranger, one).value == "not_visible"
    closed = put_in_state(file, "closed", team.worker)
    with acting_as(team.supervisor):
        assert policies.keep_conferences.why_not(team.supervisor, closed).value == "file_closed"


def test_the_one_who_keeps_a_closed_file_still_ends_access(team, file, guest):
    one = called(team, file, guest)
    accepted(guest, one)
    put_in_state(file, "closed", team.worker)
    step(team.supervisor, one, actions.recall)
    with acting_as(guest):
        assert not ConferencePapers.objects.exists()


def test_bad_input_writes_nothing(team, file, guest):
    by = team.worker
    past = today() - dt.timedelta(days=1)
    assert wrong(lambda: prepared(team, file, meets_on=past)) == {"meets_on"}
    assert wrong(lambda: prepared(team, file, access_on=today())) == {"access_on"}
    one = prepared(team, file)
    assert wrong(lambda: step(by, one, actions.write_papers, parts=["all"])) == {"purpose", "agenda", "parts"}
    invite = actions.invite
    assert wrong(lambda: step(by, one, invite, sector="X")) == {"sector", "name"}
    assert wrong(lambda: step(by, one, invite, sector="AC-EDU", name="A teacher")) == {"body"}
    assert wrong(lambda: step(by, one, invite, sector="AC-EDU", username="nobody")) == {"username"}
    reader = make_actor("statistician")
    assert wrong(lambda: step(by, one, invite, sector="AC-EDU", username=reader.user.username)) == {"username"}
    step(by, one, invite, sector="AC-HEA", username=guest.user.username)
    assert wrong(lambda: step(by, one, invite, sector="AC-HEA", username=guest.user.username)) == {"username"}
    elsewhere = open_case(team)
    other = {"view": make_view(team, elsewhere), "consent": make_consent(team, elsewhere)}
    assert wrong(lambda: step(by, one, actions.hear, **other)) == {"view", "consent"}
    with acting_as(by), pytest.raises(StaleVersion):
        actions.hear(one=one, by=by, base_version=1, values={"not_presented_because": "Late."})
    done = held(team, file, guest)
    assert wrong(lambda: step(by, done, actions.decide, owner=seat(guest, one, by=team.worker), due_on=past)) == {
        "what",
        "owner",
        "due_on",
    }
    again = called(team, file, guest)
    assert wrong(lambda: step(by, again, actions.hold)) == {"presented", "weight", "feedback"}


def test_composing_leaves_out_what_was_not_chosen_and_what_is_empty(team, file):
    with acting_as(team.worker):
        assert compose(file, []) == {}
        assert compose(file, ["care", "plan", "services", "risk"]) == {}
        file.age_low, file.child.given_names, file.child.languages = None, "", ["ar"]
        assert compose(file, ["child", "needs"]) == {"child": {"sex": "girl"}, "needs": {"languages": ["ar"]}}
        file.age_low = file.age_high = 9
        file.risk_level = "high"
        assert compose(file, ["child", "risk"]) == {"child": {"sex": "girl", "age": "9"}, "risk": {"level": "high"}}


def test_states_know_what_follows():
    assert CONFERENCE.allows(State.HELD, State.CLOSED)
    assert not CONFERENCE.allows(State.HELD, State.CANCELLED)
    assert not TASK.allows(TaskState.DONE, TaskState.OPEN)
