"""The rules of treatment at their edges: which service, which track, which state, until when, whose note."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.api import Referral
from tutela.cases.api import CaseFile, FileReason
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.treatment import policies
from tutela.treatment.enums import TreatmentReason
from tutela.treatment.models import SessionNote, TreatmentStep

pytestmark = pytest.mark.requirement("R61")
HOUR = dt.timedelta(hours=1)
P = Permission
SERVICE, WORKER = uuid.uuid4(), uuid.uuid4()
STATES = (
    "draft",
    "sent",
    "received",
    "accepted",
    "declined",
    "started",
    "completed",
    "not_completed",
    "recalled",
    "expired",
)


def referral(**fields):
    file = CaseFile(office_id=uuid.uuid4(), state="active", worker_id=WORKER, opened_by_id=uuid.uuid4())
    base = {"provider_office_id": SERVICE, "track": "MED", "state": "accepted", "expires_at": now() + HOUR, "file": file}
    return Referral(**base | fields)


@pytest.fixture
def professional():
    return holding(P.MEDICAL_TRACK, P.REFERRAL_ANSWER, offices=[SERVICE])


@pytest.fixture
def worker():
    return holding(P.FILE_WORK, user_id=WORKER)


@pytest.mark.parametrize("state", STATES)
def test_a_course_is_seen_once_taken_on_and_kept_while_it_goes_on(professional, state):
    one = referral(state=state)
    seen, kept = state in ("accepted", "started", "completed"), state in ("accepted", "started")
    assert policies.see_course.why_not(professional, one) == (None if seen else TreatmentReason.NOT_TREATED_HERE)
    expected = None if kept else TreatmentReason.ENDED if seen else TreatmentReason.NOT_TREATED_HERE
    assert policies.keep_course.why_not(professional, one) == expected
    assert policies.is_running(one) is kept


@pytest.mark.parametrize(("track", "treated"), [("MED", True), ("PSY", True), ("LEG", False), ("REI", False)])
def test_only_health_and_psychosocial_care_are_treated(professional, track, treated):
    assert policies.see_course.allows(professional, referral(track=track)) is treated


def test_only_a_health_professional_of_the_service_until_the_referral_is_cut(professional):
    for stranger in (
        holding(P.MEDICAL_TRACK, P.REFERRAL_ANSWER, offices=[uuid.uuid4()]),
        holding(P.REFERRAL_ANSWER, offices=[SERVICE]),
        holding(P.MEDICAL_TRACK, offices=[SERVICE]),
    ):
        assert policies.see_course.why_not(stranger, referral()) == TreatmentReason.NOT_TREATED_HERE
    over = referral(expires_at=now())
    assert policies.see_course.why_not(professional, over) == TreatmentReason.NOT_TREATED_HERE
    assert not policies.is_running(over)


def test_an_open_step_is_kept_by_whoever_treats(professional, worker):
    file = referral().file
    for state, open_ in (("planned", True), ("attended", True), ("missed", True), ("done", False), ("cancelled", False)):
        why = None if open_ else TreatmentReason.STEP_ENDED
        assert policies.keep_step.why_not(professional, TreatmentStep(referral=referral(), state=state)) == why
        assert policies.keep_step.why_not(worker, TreatmentStep(file=file, state=state)) == why
        assert policies.let_go.why_not(worker, TreatmentStep(file=file, state=state)) == why
        ended = TreatmentStep(file=file, referral=referral(state="completed"), state=state)
        assert policies.let_go.why_not(worker, ended) == why
        assert policies.keep_step.why_not(professional, ended) == TreatmentReason.ENDED


def test_while_the_service_treats_the_step_is_the_services(professional, worker):
    running = TreatmentStep(file=referral().file, referral=referral(), state="planned")
    assert policies.let_go.why_not(worker, running) == TreatmentReason.NOT_TREATED_HERE
    assert policies.keep_step.why_not(worker, running) == TreatmentReason.NOT_TREATED_HERE
    assert policies.let_go.why_not(professional, running) is None
    closed = referral().file
    closed.state = "closed"
    assert policies.let_go.why_not(worker, TreatmentStep(file=closed, state="planned")) == FileReason.FILE_CLOSED
    gone = TreatmentStep(file=closed, referral=referral(state="completed"), state="planned")
    assert policies.let_go.why_not(worker, gone) == FileReason.FILE_CLOSED


def test_a_note_opens_for_its_author_alone(professional):
    note = SessionNote(author_id=professional.id)
    assert policies.read_note.why_not(professional, note) is None
    assert policies.read_note.why_not(holding(*Permission), note) == TreatmentReason.AUTHOR_ALONE
    assert policies.read_note.why_not(holding(P.FILE_WORK, user_id=professional.id), note) == TreatmentReason.AUTHOR_ALONE
    assert policies.correct_note.why_not(holding(*Permission), note) == TreatmentReason.AUTHOR_ALONE


def test_a_note_is_corrected_while_the_child_is_treated_here(team, treated, nurse):
    note = SessionNote(author_id=nurse.id, referral_id=treated.pk)
    with acting_as(nurse):
        assert policies.correct_note.why_not(nurse, note) is None
        assert (
            policies.correct_note.why_not(nurse, SessionNote(author_id=nurse.id, referral_id=uuid.uuid4()))
            == TreatmentReason.ENDED
        )
        elsewhere = holding(P.MEDICAL_TRACK, P.REFERRAL_ANSWER, offices=[uuid.uuid4()], user_id=nurse.id)
        assert policies.correct_note.why_not(elsewhere, note) == TreatmentReason.ENDED


def test_the_last_moment_of_a_referral_is_no_longer_treatment(monkeypatch):
    moment = now()
    monkeypatch.setattr(policies, "now", lambda: moment)
    assert not policies.is_running(referral(expires_at=moment))
    assert policies.is_running(referral(expires_at=moment + HOUR))


@pytest.mark.parametrize(
    ("rule", "who"),
    [(policies.covers_treatment, P.MEDICAL_TRACK), (policies.covers_alerts, P.HEALTH_FOCAL)],
    ids=["treats", "alerts"],
)
def test_one_task_and_no_other(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task == who else AccountsReason.OUTSIDE_SCOPE), task
