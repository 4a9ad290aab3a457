"""Who takes which step of a return; what keeps a file from closing (R56)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from tutela.accounts.api import Permission
from tutela.care.api import ApprovalState, Assessment, PlanAction
from tutela.cases.api import CaseFile, Concern, FileReason, PersonAround, see_file, shut, weigh_steps, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule
from tutela.placements.api import Placement

from .enums import WITH_SOMEBODY, Domain, Harm, ReturnReason, Where
from .models import Return, ReturnVisit
from .states import RETURN, State, VisitState

EARLY = dt.timedelta(days=7)
"""A visit so long before its day still counts for it."""
EXPLOITATION = frozenset({"PC01", "PC02", "PC03", "PC04", "PC05", "PC06", "PC09", "PC10", "PC11", "PC12", "PC13", "PC31"})
"""Concerns (list ``concerns``) after which a country's longer schedule holds."""
WENT_HOME = ("family_return", "relatives")
"""Ends of a stay (list ``placement_exits``) that are a return to the family."""
FINAL = ("DIED", "ERROR")
"""Reasons (list ``closure_reasons``) after which nobody can be visited."""
_REUNIFICATION = "family_reunification"

Why = FileReason | ReturnReason | None


@Rule
def prepare(actor: Actor, one: Return) -> Why:
    """Whoever works on the file, until the child goes."""
    return _work(actor, one) or (None if one.state == State.PREPARED else ReturnReason.NOT_NOW)


@Rule
def start(actor: Actor, one: Return) -> Reason | None:
    """The child goes once the return is prepared, to nobody unsafe (P11), and to no family where a determination waits (P17)."""
    return prepare.why_not(actor, one) or missing(one)


@Rule
def go_to(person: PersonAround) -> ReturnReason | None:
    """No child goes to live with somebody who is marked unsafe (P11)."""
    return ReturnReason.UNSAFE if person.unsafe else None


@Rule
def visit(actor: Actor, one: Return) -> Why:
    """Whoever works on the file, once the child went and until the return ends."""
    return _work(actor, one) or (None if one.state == State.UNDER_WAY else ReturnReason.NOT_NOW)


@Rule
def complete(actor: Actor, one: Return) -> Why:
    """Every visit recorded or waived, no harm without an assessment, nobody unsafe in the house."""
    return visit.why_not(actor, one) or stands_open(one)  # type: ignore[return-value]


@Rule
def break_off(actor: Actor, one: Return) -> Why:
    """As long as it has not ended. Visits that are open then stay open until a supervisor waives them."""
    return _work(actor, one) or (None if RETURN.allows(one.state, State.BROKEN_OFF) else ReturnReason.NOT_NOW)


@Rule
def ask_waiver(actor: Actor, one: Return) -> Why:
    """The worker asks, and says why; once."""
    if (reason := _work(actor, one)) is not None:
        return reason
    if not open_visits(one):
        return ReturnReason.NOTHING_TO_WAIVE
    return ReturnReason.ASKED_ALREADY if one.waiver_asked_by_id else None


@Rule
def answer_waiver(actor: Actor, one: Return) -> Why:
    """A supervisor of the office who neither asked nor makes the visits (P14)."""
    file = one.file
    if not actor.reaches(Permission.FILE_APPROVE, file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    if (reason := shut(file)) is not None:
        return reason
    if one.waiver_asked_by_id is None:
        return ReturnReason.NOT_ASKED
    if actor.id in (one.waiver_asked_by_id, one.created_by_id, file.worker_id):
        return ReturnReason.OWN_WAIVER
    return None if open_visits(one) else ReturnReason.NOTHING_TO_WAIVE


def missing(one: Return) -> Reason | None:
    """What still stands against the child's going, in the order of the page."""
    heard = one.view is not None and (one.view.views.strip() or one.view.not_obtained_because.strip())
    found = {
        ReturnReason.NO_PERSON: one.target in WITH_SOMEBODY and one.person_id is None,
        ReturnReason.UNSAFE: is_unsafe(one),
        ReturnReason.NOT_PREPARED: not all(str(one.prepared.get(name, "")).strip() for name in Domain.values),
        ReturnReason.NO_VIEW: not heard,
    }
    stands = next((reason for reason, holds in found.items() if holds), None)
    return stands or weigh_steps.why_not(one.file, [_REUNIFICATION] if one.target == Where.FAMILY else [])


def stands_open(one: Return) -> ReturnReason | None:
    """What a return that is under way waits for."""
    if open_visits(one):
        return ReturnReason.VISITS_WAIT
    if harm_waits(one.file_id):
        return ReturnReason.HARM_WAITS
    return ReturnReason.UNSAFE if is_unsafe(one) else None


@Rule
def end_file(file: CaseFile, closing_reason: str) -> ReturnReason | None:
    """Why the file cannot close (R56): a visit due, harm without an assessment, a return that has not ended or was never
    recorded. Nothing waits where the child has died or the file was an error."""
    if closing_reason in FINAL:
        return None
    file_id = file.pk
    if ReturnVisit.objects.filter(file=file_id, state=VisitState.DUE).exists():
        return ReturnReason.VISITS_WAIT
    if harm_waits(file_id):
        return ReturnReason.HARM_WAITS
    if Return.objects.filter(file=file_id, state__in=(State.PREPARED, State.UNDER_WAY)).exists():
        return ReturnReason.STILL_OPEN
    return ReturnReason.NOT_RECORDED if unrecorded(file_id) else None


def unrecorded(file_id: uuid.UUID) -> bool:
    """Whether a stay ended with the family, or a reunification was carried out, and no return says so."""
    gone = Return.objects.filter(file=file_id, went_on__isnull=False)
    last = gone.order_by("-went_on").values_list("went_on", flat=True).first()
    stays = Placement.objects.filter(file=file_id, exit_kind__in=WENT_HOME)
    if stays.filter(Q() if last is None else Q(started_on__gt=last)).exists():
        return True
    done = PlanAction.objects.filter(file=file_id, service=_REUNIFICATION, state="done")
    return last is None and done.exists()


def harm_waits(file_id: uuid.UUID) -> bool:
    """Whether a visit saw harm, or signs of it, after the last assessment that was approved."""
    rows = ReturnVisit.objects.filter(file=file_id, harm__in=(Harm.SIGNS, Harm.HARM))
    worried = rows.order_by("-updated_at").values_list("updated_at", flat=True).first()
    if worried is None:
        return False
    states = (ApprovalState.APPROVED, ApprovalState.SUPERSEDED)
    return not Assessment.objects.filter(file=file_id, state__in=states, decided_at__gt=worried).exists()


def is_unsafe(one: Return) -> bool:
    """Whether the person the child goes to is marked unsafe (P11)."""
    return one.person is not None and not go_to.allows(one.person)


def open_visits(one: Return) -> list[ReturnVisit]:
    """Visits that are due, first the earliest."""
    return [row for row in one.visits.all() if row.state == VisitState.DUE]


def counts_for(visits: Iterable[ReturnVisit], day: dt.date) -> ReturnVisit | None:
    """Which visit of the schedule one on ``day`` is: the last whose day has come, or else the next one within a week.

    None: it stands beside the schedule. One that was missed stays missed: a later visit does not make it good.
    """
    planned = sorted(visits, key=lambda row: row.due_on or day)
    come = [row for row in planned if row.due_on is not None and row.due_on <= day]
    ahead = [row for row in planned if row.due_on is not None and day < row.due_on <= day + EARLY]
    return next((row for row in (*come[-1:], *ahead[:1]) if row.state == VisitState.DUE), None)


def schedule_of(file: CaseFile) -> str:
    """The country's schedule that holds: the longer one after exploitation."""
    rows = Concern.objects.filter(file=file).exclude(verification="not_substantiated")
    after = any(set(row.offences) or EXPLOITATION & set(row.concerns) for row in rows)
    return "reunification_after_exploitation" if after else "reunification"


def _work(actor: Actor, one: Return) -> FileReason | None:
    reason = work_on_file.why_not(actor, one.file)
    return None if reason is None else FileReason(reason.value)
