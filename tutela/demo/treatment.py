"""Treatments in the invented country: a time-critical step done in time, one overdue, sessions with notes, support beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.care.actions.answer_referral import answer_referral
from tutela.care.models import Referral, ReferralStep
from tutela.cases.models import CaseFile, Consent
from tutela.directory.models import ServicePoint
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache, keys
from tutela.treatment.actions import notes, steps
from tutela.treatment.api import alert_overdue
from tutela.treatment.queries import get_course, get_course_step

from .country import Country
from .people import People

_DAY = dt.timedelta(days=1)
_NOTE = "We drew the house again. Today there was a door in it. Next time: the garden."


def build_treatment(country: Country, people: People) -> None:
    """Two of the caseworker's children are referred and taken on; the caseworker plans what is not clinical; the process watches."""
    first = country.districts[0].code
    nurse = accounts.actor_for(User.objects.get(username="health_professional"))
    worker = accounts.actor_for(people.workers[first][0])
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed", "not_accepted"))
    with cache.scope():
        with acting_as(worker):
            files = list(found.select_related("child").order_by("-opened_at")[:2])
            waiting = [_refer(worker, file, country.points[first][0]) for file in files]
        for number, (file, referral) in enumerate(zip(files, waiting, strict=True)):
            with acting_as(nurse):
                _treat(nurse, referral, late=number == 0)
            with acting_as(worker):
                _beside(worker, file)
    keeper = accounts.system_actor("deadline_keeper")
    with cache.scope(), acting_as(keeper):
        alert_overdue(by=keeper)


def _refer(worker: Actor, file: CaseFile, point: ServicePoint) -> Referral:
    """A referral sent yesterday, as the desks of the demo make theirs."""
    key = uuid7()
    keys.create_keys([key], "referral")
    sent = now() - _DAY
    row = Referral.objects.create(
        id=key,
        key_id=key,
        file=file,
        service_point=point,
        provider_office_id=point.office_id,
        consent=Consent.objects.filter(file=file, basis="consent").first(),
        track="MED",
        service="first_medical_care",
        state="sent",
        risk_level="medium",
        shared={"call_name": file.child.given_names, "sex": file.child.sex, "safe_contact": "By the school, afternoons."},
        message="Please see the child this week.",
        answer_due_at=now() + _DAY,
        expires_at=now() + 120 * _DAY,
        sent_at=sent,
        sent_by_id=worker.id,
        created_at=sent,
        created_by_id=worker.id,
    )
    ReferralStep.objects.create(referral=row, state="sent", at=sent, by_id=worker.id)
    return row


def _treat(nurse: Actor, waiting: Referral, *, late: bool) -> None:
    taken = Referral.objects.select_related("service_point").get(pk=waiting.pk)
    for target in ("accepted", "started"):
        answer_referral(referral=taken, by=nurse, target=target)
    course = get_course(nurse, taken.pk)

    def plan(**values: Any) -> Any:
        return get_course_step(course, steps.plan_step(referral=course, by=nurse, values=values).pk)

    first = plan(code="first_examination", next_on=today(), needed_at=now() - dt.timedelta(hours=5))
    steps.done(one=first, by=nurse, base_version=first.version, values={})
    if late:
        plan(code="medical_documentation", next_on=today(), needed_at=now() - 4 * _DAY)
    session = plan(code="individual_session", next_on=today() + 6 * _DAY)
    steps.attend(one=session, by=nurse, base_version=session.version, values={"next_on": today() + 7 * _DAY})
    missed = plan(code="follow_up_examination", next_on=today())
    steps.miss(one=missed, by=nurse, base_version=1, values={"why": "no_way", "next_on": today() + 3 * _DAY})
    plan(code="caregiver_talks", next_on=today() + 10 * _DAY)
    note = notes.write_session_note(referral=course, by=nurse, values={"held_on": today() - _DAY, "words": _NOTE})
    fixed = {"held_on": today() - _DAY, "words": f"{_NOTE} She asked for blue."}
    notes.correct_session_note(note=note, by=nurse, base_version=1, values=fixed)


def _beside(worker: Actor, file: CaseFile) -> None:
    """What the caseworker does about school and home."""
    for code, days in (("school_trusted_person", 4), ("caregiver_practical", 9)):
        steps.plan_measure(file=file, by=worker, values={"code": code, "next_on": today() + days * _DAY})
