"""Each rule of files on its own, at its edges: who, which office, which state, until when."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils.module_loading import import_string

from tests.factories.accounts import holding
from tests.factories.cases import break_into, make_care, open_case
from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.enums.file import FileReason
from tutela.cases.enums.registration import RegistrationReason
from tutela.cases.models import CaseFile, Child, Consent, FileAccess, PersonAround
from tutela.cases.policies import access, exposure, registration, scopes
from tutela.cases.policies import file as rules
from tutela.cases.states import NOT_OPEN, FileState
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

DAY = dt.timedelta(days=1)
P = Permission


def paper(**fields):
    """A file in memory: nobody's, open, of an office of its own."""
    return CaseFile(
        **{"office_id": uuid.uuid4(), "state": "active", "worker_id": None, "opened_by_id": uuid.uuid4()} | fields
    )


# --- who sees, who writes


@pytest.mark.parametrize("state", [*NOT_OPEN, FileState.ACTIVE, FileState.TRIAGED])
def test_the_worker_needs_the_task_and_an_open_file(state):
    me = uuid.uuid4()
    worker, reader = holding(P.FILE_WORK, user_id=me), holding(P.FILE_VIEW, user_id=me)
    file = paper(worker_id=me, state=state)
    assert rules.is_its_worker(worker, file)
    assert not rules.is_its_worker(reader, file), "a token that only reads makes nobody the worker"
    assert not rules.is_its_worker(holding(P.FILE_WORK), file)
    assert rules.work_on_file.why_not(worker, file) == (FileReason.FILE_CLOSED if state in NOT_OPEN else None)
    assert rules.see_file.why_not(worker, file) is None


def test_whoever_opened_a_file_has_it_until_somebody_is_assigned():
    me = uuid.uuid4()
    opener = holding(P.FILE_OPEN, user_id=me)
    waiting, taken = paper(opened_by_id=me), paper(opened_by_id=me, worker_id=uuid.uuid4())
    assert rules.opened_and_unassigned(opener, waiting)
    assert not rules.opened_and_unassigned(opener, taken)
    assert not rules.opened_and_unassigned(opener, paper())
    assert not rules.opened_and_unassigned(holding(P.FILE_WORK, user_id=me), waiting)
    assert rules.see_file.why_not(opener, waiting) is None
    assert rules.work_on_file.why_not(opener, waiting) is None
    assert rules.see_file.why_not(opener, taken) == FileReason.NOT_VISIBLE
    assert rules.work_on_file.why_not(opener, taken) == FileReason.NOT_VISIBLE


def test_supervisors_see_the_files_of_their_office_and_do_not_write_in_them():
    file = paper()
    supervisor = holding(P.FILE_VIEW, P.FILE_ASSIGN, offices=[file.office_id])
    assert rules.see_file.why_not(supervisor, file) is None
    assert rules.work_on_file.why_not(supervisor, file) == FileReason.NOT_ASSIGNED
    assert rules.assign_file.why_not(supervisor, file) is None
    assert rules.see_file.why_not(supervisor, paper()) == FileReason.NOT_VISIBLE
    assert rules.assign_file.why_not(supervisor, paper()) == FileReason.NOT_VISIBLE
    assert rules.assign_file.why_not(holding(P.FILE_VIEW, offices=[file.office_id]), file) == FileReason.NO_PERMISSION


def test_files_are_opened_for_the_own_office():
    office = uuid.uuid4()
    assert rules.open_file.why_not(holding(P.FILE_OPEN, offices=[office]), office) is None
    assert rules.open_file.why_not(holding(P.FILE_OPEN, offices=[uuid.uuid4()]), office) == FileReason.NO_PERMISSION
    assert rules.open_file.why_not(holding(P.FILE_WORK, offices=[office]), office) == FileReason.NO_PERMISSION


@pytest.mark.rule("P40")
def test_a_sealed_file_is_out_of_sight_for_all_who_see_it_daily():
    me = uuid.uuid4()
    file = paper(worker_id=me, sealed_at=now())
    for actor in (holding(P.FILE_WORK, user_id=me), holding(P.FILE_VIEW, offices=[file.office_id])):
        assert rules.see_file.why_not(actor, file) == FileReason.NOT_VISIBLE
    opened = paper(opened_by_id=me, sealed_at=now())
    assert rules.see_file.why_not(holding(P.FILE_OPEN, user_id=me), opened) == FileReason.NOT_VISIBLE


@pytest.mark.rule("P25")
def test_emergency_access_is_for_one_person_one_file_and_some_hours(team, other, file):
    granted = break_into(file, other.worker)
    elsewhere = open_case(team)
    with acting_as(other.worker):
        assert rules.admitted(other.worker, file)
        assert rules.see_file.allows(other.worker, file)
        assert rules.work_on_file.why_not(other.worker, file) is None
        assert not rules.admitted(other.worker, elsewhere)
        assert not rules.admitted(other.supervisor, file)
        assert not rules.admitted(holding(P.FILE_WORK, user_id=other.worker.id), file)
    for ended in ({"expires_at": now() - DAY}, {"expires_at": now() + DAY, "ended_at": now()}):
        with acting_as(team.supervisor):
            FileAccess.objects.filter(pk=granted.pk).update(**ended)
        with acting_as(other.worker):
            assert not rules.admitted(other.worker, file), ended


@pytest.mark.rule("P25")
def test_emergency_access_is_reviewed_once_by_somebody_else_of_the_office_or_data_protection():
    office, me = uuid.uuid4(), uuid.uuid4()
    taken = FileAccess(user_id=me, office_id=office)
    for reviewer in (holding(P.FILE_APPROVE, offices=[office]), holding(P.AUDIT_VIEW)):
        assert access.review_access.why_not(reviewer, taken) is None
        done = FileAccess(user_id=me, office_id=office, reviewed_at=now())
        assert access.review_access.why_not(reviewer, done) == FileReason.NOT_SUBMITTED
    assert access.review_access.why_not(holding(P.FILE_APPROVE), taken) == FileReason.NO_PERMISSION
    assert access.review_access.why_not(holding(P.FILE_VIEW, offices=[office]), taken) == FileReason.NO_PERMISSION
    own = holding(P.FILE_APPROVE, P.AUDIT_VIEW, offices=[office], user_id=me)
    assert access.review_access.why_not(own, taken) == FileReason.OWN_WORK
    assert access.break_glass.why_not(holding(P.FILE_BREAK_GLASS)) is None
    assert access.break_glass.why_not(holding(P.FILE_VIEW)) == FileReason.NO_PERMISSION


@pytest.mark.rule("P40")
def test_a_closed_file_is_sealed_once_by_the_process_of_its_office():
    file = paper(state="closed")
    process = holding(P.DEADLINE_KEEP, offices=[file.office_id])
    assert access.seal_file.why_not(process, file) is None
    assert access.seal_file.why_not(process, paper(state="closed")) == FileReason.NO_PERMISSION
    assert access.seal_file.why_not(holding(P.FILE_APPROVE, offices=[file.office_id]), file) == FileReason.NO_PERMISSION
    file.sealed_at = now()
    assert access.seal_file.why_not(process, file) == FileReason.NOT_CLOSED
    assert access.seal_file.why_not(process, paper(office_id=file.office_id, state="not_accepted")) is None
    for state in set(FileState) - set(NOT_OPEN):
        still = paper(office_id=file.office_id, state=state)
        assert access.seal_file.why_not(process, still) == FileReason.NOT_CLOSED


@pytest.mark.requirement("R38")
def test_only_a_sale_that_waits_for_examination_keeps_the_review_of_its_file(team, file):
    elsewhere = open_case(team)
    for of, examined in ((file, "examined"), (elsewhere, "to_examine")):
        care = make_care(team, of)
        with acting_as(team.worker):
            type(care).objects.filter(pk=care.pk).update(sale_examined=examined)
    with acting_as(team.worker):
        assert rules.review_file.why_not(file) is None
        assert rules.review_file.why_not(elsewhere) == FileReason.SALE_NOT_EXAMINED


# --- rules kept above


@pytest.mark.parametrize(
    ("rule", "setting"),
    [
        (exposure.share_with_body, "TUTELA_EXPOSED"),
        (exposure.weigh_steps, "TUTELA_WEIGHED"),
    ],
    ids=["exposed", "weighed"],
)
def test_the_rule_that_the_settings_name_is_asked_with_both_and_answers(settings, monkeypatch, rule, setting):
    file, other = paper(), object()
    monkeypatch.setattr(import_string(getattr(settings, setting)), "why_not", lambda *asked: asked)
    assert rule.why_not(file, other) == (file, other)


@pytest.mark.requirement("R56")
@pytest.mark.rule("P38")
def test_each_rule_that_keeps_a_file_open_is_asked_and_the_first_answers(settings, monkeypatch):
    assert len(settings.TUTELA_KEPT_OPEN) == 2
    doors = [import_string(rule) for rule in settings.TUTELA_KEPT_OPEN]
    for says, heard in (([None, None], None), (["one", None], "one"), ([None, "other"], "other"), (["one", "other"], "one")):
        for door, said in zip(doors, says, strict=True):
            monkeypatch.setattr(door, "why_not", lambda file, reason, said=said: said and f"{said} {file} {reason}")
        assert exposure.end_file.why_not("file", "ADULT") == (heard and f"{heard} file ADULT")


# --- what a program's token covers


@pytest.mark.parametrize(
    ("rule", "covering"),
    [
        (scopes.covers_reading, {P.FILE_VIEW, P.FILE_WORK, P.FILE_OPEN, P.FILE_BREAK_GLASS}),
        (scopes.covers_writing, {P.FILE_WORK, P.FILE_OPEN, P.FILE_BREAK_GLASS}),
        (scopes.covers_deciding, {P.FILE_APPROVE}),
        (scopes.covers_opening, {P.FILE_OPEN}),
    ],
    ids=["reading", "writing", "deciding", "opening"],
)
def test_one_task_is_enough_and_no_other_is(rule, covering):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in covering else AccountsReason.OUTSIDE_SCOPE), task


# --- consent


def grown(years, days=0):
    """A child whose day of birth is known: ``years`` old, ``days`` ago."""
    born = today().replace(year=today().year - years) - dt.timedelta(days=days)
    return Child(born_earliest=born.isoformat(), born_latest=born.isoformat())


@pytest.mark.rule("P11")
@pytest.mark.rule("P38")
def test_whose_consent_counts():
    rule, child, adult = registration.count_consent_of, grown(12), grown(19)
    aunt, unsafe = PersonAround(unsafe=False), PersonAround(unsafe=True)
    assert rule.why_not(aunt, True, child) is None
    assert rule.why_not(aunt, False, child) == RegistrationReason.NOT_EXPLAINED
    assert rule.why_not(unsafe, True, child) == RegistrationReason.UNSAFE_CONSENT
    assert rule.why_not(aunt, True, adult) == RegistrationReason.ADULT_CONSENT
    assert rule.why_not(None, True, adult) is None, "who is 18 answers alone"
    assert rule.why_not(None, False, child) == RegistrationReason.NOT_EXPLAINED


@pytest.mark.rule("P38")
def test_while_under_18_is_possible_the_person_is_a_child():
    doubtful = Child(born_earliest=grown(19).born_earliest, born_latest=grown(16).born_latest)
    assert registration.count_consent_of.why_not(PersonAround(unsafe=False), True, doubtful) is None


def answer(**fields):
    base = {"decision": "given", "basis": "consent", "given_by": None, "file": CaseFile(child=grown(12))}
    return Consent(**base | fields)


@pytest.mark.rule("P10")
@pytest.mark.rule("P11")
@pytest.mark.parametrize("basis", ["consent", "assent_and_caregiver_consent"])
def test_an_agreement_is_in_force_until_it_is_withdrawn_or_asked_again(basis):
    holds = registration.in_force
    assert holds(answer(basis=basis))
    assert not holds(answer(basis=basis, decision="refused"))
    assert not holds(answer(basis=basis, withdrawn_at=now()))
    assert holds(answer(basis=basis, ask_again_on=today()))
    assert not holds(answer(basis=basis, ask_again_on=today() - DAY))
    assert not holds(answer(basis=basis, ask_again_on=today()), today() + DAY)
    assert holds(answer(basis=basis, ask_again_on=today() - DAY), today() - DAY)
    assert holds(answer(basis=basis, given_by=PersonAround(unsafe=False)))
    assert not holds(answer(basis=basis, given_by=PersonAround(unsafe=True)))
    assert not holds(answer(basis=basis, given_by=PersonAround(unsafe=False), file=CaseFile(child=grown(19))))
    assert holds(answer(basis=basis, file=CaseFile(child=grown(19)))), "given by the person"
    soon = CaseFile(child=grown(17, days=360))
    assert holds(answer(basis=basis, given_by=PersonAround(unsafe=False), file=soon))
    assert not holds(answer(basis=basis, given_by=PersonAround(unsafe=False), file=soon), today() + 30 * DAY)


@pytest.mark.rule("P10")
@pytest.mark.rule("P14")
def test_an_override_is_approved_once_by_somebody_else_while_it_waits():
    file, me = paper(), uuid.uuid4()

    def override(**fields):
        return Consent(
            **{"decision": "given", "basis": "best_interests", "file": file, "created_by_id": uuid.uuid4()} | fields
        )

    supervisor = holding(P.FILE_APPROVE, offices=[file.office_id], user_id=me)
    rule = registration.approve_override
    assert rule.why_not(supervisor, override()) is None
    assert rule.why_not(supervisor, override(created_by_id=me)) == RegistrationReason.OVERRIDE_OWN
    for over in (
        {"basis": "consent"},
        {"basis": "assent_and_caregiver_consent"},
        {"approved_at": now()},
        {"withdrawn_at": now()},
    ):
        assert rule.why_not(supervisor, override(**over)) == RegistrationReason.OVERRIDE_NOT_PENDING, over
    assert rule.why_not(holding(P.FILE_VIEW, offices=[file.office_id]), override()) == FileReason.NO_PERMISSION
    assert rule.why_not(holding(P.FILE_APPROVE), override()) == FileReason.NOT_VISIBLE
    assert not registration.in_force(override())
    assert registration.in_force(override(approved_at=now()))
