"""What still has to be told to a child, and since when; who asks to see what is held, who decides, who prints."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.care.api import Plan
from tutela.cases.api import CaseFile, FileReason, PersonAround, ages_on, see_file, shut
from tutela.cases.api import is_adult as is_adult_on
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.partial_dates import plus_years
from tutela.kernel.rules import Reason, Rule

from .enums import Agreement, Asker, Missing, ParticipationReason, Sheet, Talk, Understood
from .models import AccessRequest, HandedOver
from .states import State

WITHIN = dt.timedelta(days=7)
"""So long after a plan is in force the child has the sheet (R67)."""
ADULT = 18
TURNED_18 = "ADULT"
"""The code of the reason for closing."""
PREPARED_FROM = 17
"""Preparation for turning 18 starts twelve months before (P38)."""


def current_plan(file: CaseFile) -> Plan | None:
    """The plan in force."""
    return Plan.objects.filter(file=file, state="approved").select_related("file__child").order_by("-decided_at").first()


def is_adult(file: CaseFile) -> bool:
    """Whether the person is 18 for certain. From that day the rights to the file are theirs alone (P38)."""
    return is_adult_on(file.child, today())


def nears_adulthood(file: CaseFile) -> bool:
    """Whether the person may turn 18 within twelve months, or may have since (P38); an unknown age never starts it."""
    ages = ages_on(file.child, today())
    return ages is not None and ages[1] >= PREPARED_FROM


def to_tell(file: CaseFile, *, planned_at: dt.datetime | None, prepared: bool) -> list[tuple[Talk, dt.datetime]]:
    """What the child of an open file has not been told freely yet, and until when it is to be told.

    ``planned_at``: when the plan in force was approved whose sheet was not freely given and understood; ``prepared``: turning
    18 was freely talked through and understood.
    """
    if shut(file) is not None:
        return []
    found = [] if planned_at is None else [(Talk.SHEET, planned_at + WITHIN)]
    if not prepared and nears_adulthood(file):
        found.append((Talk.ADULTHOOD, _seventeen(file)))
    return found


def talked_through(file: CaseFile) -> HandedOver | None:
    """The newest talk about turning 18 that counts: nobody unsafe was there, and it was understood (P36, P38)."""
    found = HandedOver.objects.filter(file=file, talk=Talk.ADULTHOOD, free=True).exclude(understood=Understood.NO)
    return found.order_by("-handed_on", "-created_at").first()


def to_prepare(file: CaseFile) -> bool:
    """Whether turning 18 is still to be talked through in an open file."""
    return any(
        talk == Talk.ADULTHOOD for talk, _when in to_tell(file, planned_at=None, prepared=talked_through(file) is not None)
    )


def missing(file: CaseFile) -> list[Missing]:
    """What turning 18 still needs; nothing, once the day is certain and it was freely talked through and understood."""
    talk = talked_through(file)
    found = [Missing.TALK] if talk is None else [Missing.AGAIN] if talk.understood == Understood.PARTLY else []
    return found if turns_18(file)[0] == turns_18(file)[1] else [*found, Missing.DAY]


def turns_18(file: CaseFile) -> tuple[dt.date, dt.date]:
    """The first and the last day on which the person may turn 18. Only of somebody of whose birth something is known."""
    child = file.child
    earliest, latest = (dt.date.fromisoformat(day) for day in (child.born_earliest, child.born_latest))
    return plus_years(earliest, ADULT), plus_years(latest, ADULT)


@Rule
def end_file(file: CaseFile, closing_reason: str) -> ParticipationReason | None:
    """A file ends because somebody turned 18 when that is certain (P1), and prepared with them (P38)."""
    if closing_reason != TURNED_18:
        return None
    if not is_adult(file):
        return ParticipationReason.NOT_18_YET
    return None if talked_through(file) is not None else ParticipationReason.NOT_PREPARED


@Rule
def entitled(file: CaseFile, asker: str, person: PersonAround | None, child_agrees: str) -> ParticipationReason | None:
    """The child always; a caregiver with responsibility who is not unsafe (P11), whom the child does not exclude, until 18 (P38)."""
    if asker == Asker.CHILD:
        return None
    if is_adult(file):
        return ParticipationReason.ADULT_ALONE
    if person is None or person.file_id != file.pk or not (person.unsafe or person.holds_responsibility):
        return ParticipationReason.NOT_RESPONSIBLE
    if person.unsafe:
        return ParticipationReason.UNSAFE_CAREGIVER
    return ParticipationReason.CHILD_SAYS_NO if child_agrees == Agreement.NO else None


@Rule
def record_request(actor: Actor, file: CaseFile) -> FileReason | None:
    """Whoever works on the file or may approve in it, also after it is closed: what is held stays held."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    may = actor.has(Permission.FILE_WORK) or actor.reaches(Permission.FILE_APPROVE, file.office_id)
    return None if may else FileReason.NO_PERMISSION


@Rule
def decide_request(actor: Actor, one: AccessRequest) -> FileReason | ParticipationReason | None:
    """Another person who may approve in the office (P14)."""
    if not actor.reaches(Permission.FILE_APPROVE, one.file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, one.file) else FileReason.NOT_VISIBLE
    if actor.id == one.created_by_id:
        return ParticipationReason.OWN_REQUEST
    return None if one.state == State.ASKED else ParticipationReason.NOT_NOW


@Rule
def grant_request(one: AccessRequest) -> Reason | None:
    """Only to whom it is due on this very day, and after counselling was offered."""
    if not one.counselling_offered:
        return ParticipationReason.NO_COUNSELLING
    return entitled.why_not(one.file, one.asker, one.person, one.child_agrees)


@Rule
def export_request(actor: Actor, one: AccessRequest) -> Reason | None:
    """What is given, once it was granted, as long as it is still due: somebody marked unsafe meanwhile gets nothing (P11)."""
    if (reason := record_request.why_not(actor, one.file)) is not None:
        return FileReason(reason.value)
    if one.state not in (State.GRANTED, State.GIVEN):
        return ParticipationReason.NOT_NOW
    return grant_request.why_not(one)


@Rule
def give_request(actor: Actor, one: AccessRequest) -> Reason | None:
    """Gone through with whoever asked: once."""
    if (reason := export_request.why_not(actor, one)) is not None:
        return reason
    return None if one.state == State.GRANTED else ParticipationReason.NOT_NOW


@Rule
def print_file(actor: Actor, file: CaseFile, what: str) -> FileReason | ParticipationReason | None:
    """Whoever sees the file; a plan only when one is in force."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    return ParticipationReason.NO_PLAN if what == Sheet.PLAN and current_plan(file) is None else None


def _seventeen(file: CaseFile) -> dt.datetime:
    """The seventeenth birthday; who was older when the file was opened has the time that any sheet has: nothing was missed before."""
    born = dt.date.fromisoformat(file.child.born_earliest)
    begins = dt.datetime.combine(plus_years(born, PREPARED_FROM), dt.time.min, tzinfo=now().tzinfo)
    return max(begins, file.opened_at + WITHIN)
