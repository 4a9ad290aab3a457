"""The rules of conferences and obligations at their edges: who, in which state, until when, in whose name."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding, make_grant, make_office, make_organisation
from tests.factories.cases import make_person, open_case
from tests.unit.coordination.conftest import ready
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.models import Assessment
from tutela.cases.api import CaseFile, Consent, FileReason
from tutela.cases.enums.registration import RegistrationReason
from tutela.coordination.enums import CoordinationReason as Reason
from tutela.coordination.models import (
    Conference,
    ConferenceDecision,
    ConferencePapers,
    ConferenceRecord,
    Obligation,
    Participant,
)
from tutela.coordination.policies import conferences, obligations
from tutela.coordination.states import RUNNING, UNMET, Owing, State
from tutela.decisions.enums import DecisionReason
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as

P = Permission
HOUR = dt.timedelta(hours=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE])
viewer = holding(P.FILE_VIEW, offices=[OFFICE])
stranger = holding(P.FILE_WORK, P.FILE_APPROVE, offices=[uuid.uuid4()])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def conference(state="draft", **fields):
    return Conference(**{"file": paper(), "state": state, "access_until": now() + HOUR} | fields)


def test_conferences_are_kept_by_the_worker_and_who_approves_while_the_file_is_open():
    keep = conferences.keep_conferences.why_not
    assert keep(worker, paper()) is None
    assert keep(head, paper()) is None
    assert keep(viewer, paper()) == FileReason.NOT_ASSIGNED
    assert keep(stranger, paper()) == FileReason.NOT_VISIBLE
    assert keep(holding(P.FILE_APPROVE, offices=[OFFICE]), paper()) == FileReason.NOT_VISIBLE
    for state in ("closed", "not_accepted"):
        for actor in (worker, head):
            assert keep(actor, paper(state=state)) == FileReason.FILE_CLOSED


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        (conferences.prepare, {"draft"}),
        (conferences.invite, {"draft", "called"}),
        (conferences.hold, {"called"}),
        (conferences.decide, {"held"}),
        (conferences.cancel, {"draft", "called"}),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_each_step_has_its_states(rule, states):
    for state in State:
        assert rule.why_not(worker, conference(state)) == (None if state in states else Reason.NOT_NOW), state
        assert rule.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED


@pytest.mark.requirement("R73")
def test_access_is_ended_while_it_runs_by_who_has_a_task_in_the_file():
    assert {State.CALLED, State.HELD} == set(RUNNING)
    for state in State:
        why = None if state in RUNNING else Reason.NOT_NOW
        for actor in (worker, head):
            assert conferences.end_access.why_not(actor, conference(state)) == why, state
            assert conferences.end_access.why_not(actor, conference(state, file=paper(state="closed"))) == why
            assert conferences.end_access.why_not(actor, conference(state, recalled_at=now())) == Reason.NOT_NOW
            drafted = None if state == State.DRAFT else why
            assert conferences.uninvite.why_not(actor, conference(state)) == drafted, state
        assert conferences.end_access.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED
        assert conferences.end_access.why_not(stranger, conference(state)) == FileReason.NOT_VISIBLE
        assert conferences.uninvite.why_not(viewer, conference(state)) == FileReason.NOT_ASSIGNED


@pytest.mark.requirement("R73")
@pytest.mark.requirement("R74")
def test_papers_open_on_the_undertaking_while_the_seat_gives_access():
    me = uuid.uuid4()
    guest = holding(P.REFERRAL_ANSWER, user_id=me)

    def seat(state="called", ends=None, accepted=True, **fields):
        one = conference(state, **fields)
        return Participant(conference=one, user_id=me, accepted_at=now() if accepted else None, ended_at=ends)

    assert conferences.open_papers.why_not(guest, seat()) is None
    assert conferences.open_papers.why_not(guest, seat(accepted=False)) == Reason.NO_UNDERTAKING
    assert conferences.accept.why_not(guest, seat(accepted=False)) is None
    for task in Permission:
        may = task in {P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER}
        actor = holding(task, user_id=me)
        assert conferences.accept.why_not(actor, seat()) == (None if may else FileReason.NOT_VISIBLE), task
        assert conferences.is_invitable.why_not(actor) == (None if may else AccountsReason.OUTSIDE_SCOPE), task
    assert conferences.open_papers.why_not(holding(P.FILE_WORK), seat()) == FileReason.NOT_VISIBLE
    for over in (
        seat(ends=now()),
        seat(recalled_at=now()),
        seat(access_until=now()),
        *(seat(state) for state in State if state not in RUNNING),
    ):
        assert not conferences.is_running(over)
        assert conferences.open_papers.why_not(guest, over) == Reason.ENDED
        assert conferences.accept.why_not(guest, over) == Reason.ENDED
    last = now() + HOUR
    with moved_to(last):
        assert conferences.accept.why_not(guest, seat(access_until=last)) == Reason.ENDED


def test_an_open_task_is_ended_by_its_owner_or_who_keeps_the_conferences():
    me = uuid.uuid4()
    owner = holding(P.REFERRAL_ANSWER, user_id=me)
    for state, why in (("open", None), ("done", Reason.NOT_NOW), ("not_done", Reason.NOT_NOW)):
        task = ConferenceDecision(owner_user_id=me, state=state)
        assert conferences.end_task.why_not(owner, task, None) == why
        assert conferences.end_task.why_not(worker, task, paper()) == why
    task = ConferenceDecision(owner_user_id=me, state="open")
    assert conferences.end_task.why_not(viewer, task, paper()) == Reason.NOT_YOURS
    assert conferences.end_task.why_not(stranger, task, None) == FileReason.NOT_VISIBLE
    assert conferences.end_task.why_not(holding(P.AUDIT_VIEW, user_id=me), task, None) == FileReason.NOT_VISIBLE
    assert conferences.end_task.why_not(holding(P.REFERRAL_ANSWER), task, None) == FileReason.NOT_VISIBLE


# --- what stands against a call, and whom nobody invites


def in_exile(team, file):
    """The newest assessment says that the child seeks asylum."""
    factors = {"D02": {"state": "present"}}
    people = {"created_by": team.worker.user, "updated_by": team.worker.user}
    Assessment.objects.create(file=file, key_id=file.child_id, factors=factors, **people)


def consulate(**fields):
    return make_organisation(sector="government", kind="consulate", **fields)


@pytest.mark.requirement("R73")
@pytest.mark.requirement("R65")
@pytest.mark.rule("P10")
def test_a_conference_is_called_with_papers_people_the_childs_words_and_a_basis(team, file, guest):
    one = ready(team, file, guest)
    basis, view = one.consent, one.view
    with acting_as(team.worker):

        def why():
            """The two that ask it: the call, and what is asked again of one that was called."""
            found = conferences.missing(one)
            assert conferences.keep_called.why_not(one) == conferences.call.why_not(team.worker, one) == found
            return found

        assert why() is None
        for purpose, agenda in ((" ", "1. School"), ("School.", " ")):
            one.papers = ConferencePapers(purpose=purpose, agenda=agenda)
            assert why() == Reason.NO_PAPERS
        one.papers = ConferencePapers(purpose="School.", agenda="1. School")
        one.view, one.record = None, ConferenceRecord(not_presented_because=" ")
        assert why() == Reason.NO_VIEW
        one.record = ConferenceRecord(not_presented_because="She does not want it.")
        assert why() is None
        one.view, one.record = view, ConferenceRecord()
        for consent in (
            None,
            Consent(purpose="interview", decision="given"),
            Consent(purpose="sharing", decision="refused"),
        ):
            one.consent = consent
            assert why() == Reason.NO_BASIS
        for purpose in ("sharing", "referral"):
            one.consent = Consent(file=file, purpose=purpose, decision="given", basis="consent")
            assert why() is None
        one.consent = basis
        one.participants.update(ended_at=now())
        assert why() == Reason.NO_PARTICIPANTS, "whose access ended does not take part"
        one.view, one.consent, one.papers = None, None, ConferencePapers(purpose="", agenda="")
        assert why() == Reason.NO_PAPERS, "in the order of the page"
        one.state = "called"
        assert conferences.call.why_not(team.worker, one) == Reason.NOT_NOW
        assert conferences.keep_called.why_not(one) == Reason.NO_PAPERS
    one.state = "draft"
    with acting_as(team.provider):
        assert conferences.call.why_not(team.provider, one) == FileReason.NOT_VISIBLE


def test_a_conference_not_written_yet_lacks_its_papers(team, file):
    with acting_as(team.worker):
        one = Conference(file=file, meets_on=today(), access_until=now() + HOUR)
        assert conferences.missing(one) == Reason.NO_PAPERS
        one.papers = ConferencePapers(purpose="School.", agenda="1. School")
        assert conferences.missing(one) == Reason.NO_PARTICIPANTS


@pytest.mark.rule("P10")
def test_among_those_who_see_the_file_no_consent_is_needed(team, file, guest):
    one = ready(team, file, guest)
    with acting_as(team.worker):
        one.consent = None
        assert conferences.missing(one) == Reason.NO_BASIS
        one.participants.update(user=team.supervisor.user)
        assert not conferences.is_outside(one.participants.get())
        assert conferences.missing(one) is None
        one.participants.update(user=None)
        assert conferences.is_outside(one.participants.get()), "a person by name signs in nowhere"
        assert conferences.missing(one) == Reason.NO_BASIS


@pytest.mark.rule("P11")
def test_a_person_marked_unsafe_is_known_by_all_words_of_the_name(team, file):
    other = open_case(team, given_names="Bela")
    for marked in ("Boris Testov", "Peter"):
        make_person(team, file, name=marked, unsafe=True)
    make_person(team, file, name="Boris")
    make_person(team, file, name="Peter Novak")
    with acting_as(team.worker):
        for name, unsafe in (
            ("Boris Testov", True),
            ("TESTOV, Boris", True),
            ("Dr Boris A. Testov", True),
            ("Boris Novak", False),
            ("Boris", False),
            ("Peter", True),
            ("Peter Novak", False),
            ("", False),
        ):
            assert conferences.is_unsafe(file, name) is unsafe, name
            assert conferences.take_part.why_not(file, name, None) == (Reason.UNSAFE if unsafe else None), name
            assert not conferences.is_unsafe(other, name), "unsafe for another child"


@pytest.mark.rule("P13")
@pytest.mark.requirement("R130")
def test_nobody_is_invited_whose_body_or_office_must_not_learn_of_the_child(team, file, guest):
    abroad = make_office(organisation=consulate())
    part = conferences.take_part.why_not
    with acting_as(team.worker):
        assert part(file, "A consul", abroad.organisation) is None
        in_exile(team, file)
        assert part(file, "A consul", abroad.organisation) == DecisionReason.ASYLUM
        assert part(file, "A nurse", make_organisation()) is None
        assert part(file, "A nurse", None, guest.user) is None
    make_grant(guest.user, "service_provider", office=abroad, valid_to=today() - 24 * HOUR)
    make_grant(guest.user, "ombudsperson")
    with acting_as(team.worker):
        assert part(file, "A nurse", None, guest.user) is None, "what was held counts no longer; a country is no office"
    make_grant(guest.user, "service_provider", office=abroad)
    with acting_as(team.worker):
        assert part(file, "A nurse", None, guest.user) == DecisionReason.ASYLUM
        assert part(file, "A nurse", None, team.supervisor.user) is None, "the grants of another person"


@pytest.mark.rule("P11")
@pytest.mark.rule("P13")
def test_the_call_asks_of_everybody_who_is_invited(team, file, guest):
    one = ready(team, file, guest)
    people = {"created_by": team.worker.user, "updated_by": team.worker.user}
    with acting_as(team.worker):
        seat = {"conference": one, "file": file, "key_id": file.child_id, "sector": "AC-FAM"}
        row = Participant.objects.create(name="A consul", body=consulate(), **seat | people)
        assert conferences.missing(one) is None
        in_exile(team, file)
        assert conferences.missing(one) == DecisionReason.ASYLUM
        row.ended_at = now()
        row.save()
        assert conferences.missing(one) is None, "whose access ended does not take part"
    make_grant(guest.user, "service_provider", office=make_office(organisation=consulate()))
    with acting_as(team.worker):
        assert conferences.missing(one) == DecisionReason.ASYLUM, "who is invited works abroad, too"
    make_person(team, file, name=guest.user.full_name, unsafe=True)
    with acting_as(team.worker):
        assert conferences.missing(one) == Reason.UNSAFE


@pytest.mark.rule("P11")
def test_nobody_is_invited_from_an_office_where_somebody_unsafe_works(team, file, guest):
    make_person(team, file, name="A nurse", unsafe=True, office=team.clinic)
    with acting_as(team.worker):
        assert conferences.take_part.why_not(file, "A doctor", None, guest.user) == RegistrationReason.UNSAFE_OFFICE
        assert conferences.take_part.why_not(file, "A doctor", None, team.supervisor.user) is None
        assert obligations.ask.why_not(team.worker, file, team.clinic) == RegistrationReason.UNSAFE_OFFICE
        assert obligations.ask.why_not(team.worker, file, team.office) is None


def test_the_loop_is_closed_when_every_task_of_it_has_ended(team, file, guest):
    one, other = ready(team, file, guest), ready(team, file, guest)
    people = {"created_by": team.worker.user, "updated_by": team.worker.user}
    with acting_as(team.worker):
        Conference.objects.update(state="held")
        one.state = "held"
        task = {"file": file, "key_id": file.child_id, "what": "A card.", "owner_name": "The clinic", "due_on": today()}
        ConferenceDecision.objects.create(conference=other, **task, **people)
        mine = ConferenceDecision.objects.create(conference=one, **task, **people)
        for state, reason in (("open", Reason.OPEN_TASKS), ("done", None), ("not_done", None)):
            ended = {"state": state, "done_on": None if state == "open" else today()}
            ConferenceDecision.objects.filter(pk=mine.pk).update(**ended)
            assert conferences.close.why_not(team.worker, one) == reason, state
        one.state = "called"
        assert conferences.close.why_not(team.worker, one) == Reason.NOT_NOW


# --- obligations


@pytest.mark.requirement("R72")
@pytest.mark.parametrize("state", Owing)
def test_an_obligation_is_answered_while_it_is_owed_and_contested_once_it_is_met(state):
    assert {"open", "promised", "refused"} == set(UNMET)
    one, body = Obligation(office_id=uuid.uuid4(), file=paper(), state=state), uuid.uuid4()
    owing = None if state in UNMET else Reason.OBLIGATION_NOT_NOW
    assert obligations.answer.why_not(holding(P.REFERRAL_ANSWER, offices=[one.office_id]), one) == owing
    assert obligations.answer.why_not(holding(P.REFERRAL_ANSWER, offices=[body]), one) == Reason.NOT_THE_BODY
    assert obligations.answer.why_not(holding(P.FILE_VIEW, offices=[one.office_id]), one) == Reason.NOT_THE_BODY
    for actor in (worker, head):
        assert obligations.say_met.why_not(actor, one) == owing
        assert obligations.withdraw.why_not(actor, one) == owing
        assert obligations.contest.why_not(actor, one) == (None if state == "met" else Reason.OBLIGATION_NOT_NOW)
    for rule in (obligations.say_met, obligations.withdraw, obligations.contest):
        assert rule.why_not(viewer, one) == FileReason.NOT_ASSIGNED
        assert rule.why_not(stranger, one) == FileReason.NOT_VISIBLE


@pytest.mark.requirement("R72")
def test_an_obligation_is_asked_by_the_worker_of_an_open_file():
    assert obligations.ask.why_not(worker, paper(), None) is None
    assert obligations.ask.why_not(worker, paper(state="closed"), None) == FileReason.FILE_CLOSED
    assert obligations.ask.why_not(head, paper(), None) == FileReason.NOT_ASSIGNED


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (obligations.covers_answering, {P.REFERRAL_ANSWER}),
        (obligations.covers_overdue, {P.FILE_VIEW, P.OVERSIGHT_DOCKET}),
        (obligations.covers_counts, {P.STATISTICS_VIEW}),
    ],
    ids=["answering", "overdue", "counts"],
)
def test_one_task_is_enough_and_no_other_is(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else AccountsReason.OUTSIDE_SCOPE), task


@pytest.mark.requirement("R72")
@pytest.mark.parametrize(
    ("given", "family", "words", "named"),
    [
        ("Amina", "Testova", "A place at school for Amina.", True),
        ("Amina", "Testova", "for the daughter of Mrs TESTOVA", True),
        ("Amina", "Testova", "A place at school.", False),
        ("Amina", "", "Amina needs a card.", True),
        ("", "Testova", "The girl Testova.", True),
        ("Li", "Ao", "Li needs a card, says Ao.", False),
        ("Ali", "Ao", "Ali needs a card.", True),
        ("", "", "A birth certificate.", False),
    ],
)
def test_no_word_of_the_childs_name_stands_in_what_the_body_reads(given, family, words, named):
    file = SimpleNamespace(child=SimpleNamespace(given_names=given, family_names=family))
    assert obligations.names_the_child(file, words) is named
