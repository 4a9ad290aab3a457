"""The chain of actors of one file: who acts for the child, of every sector, with task, day and standing; and where it is broken (R71).

Composed from what stands in the file, asked from the context that owns it; only rows the reader's row security opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.care.api import Plan, PlanAction, PlanTrack, Referral, ReferralState
from tutela.cases.api import CaseFile, Deadline, DeadlineKind
from tutela.justice.api import Across, AcrossBorders, Authority, LegalTask, Proceeding, RunState, Stage, Task
from tutela.kernel.clock import now, today
from tutela.placements.api import Placement
from tutela.vocabulary import api as vocabulary

from ..enums import Standing
from ..models import ConferenceDecision, Participant
from ..states import RUNNING, Owing, TaskState
from .obligations import obligations

SOCIAL, HEALTH, EDUCATION, POLICE, JUSTICE, LABOUR, REGISTRY, FOREIGN = (
    *("AC-SOC", "AC-HEA", "AC-EDU", "AC-POL"),
    *("AC-JUS", "AC-LAB", "AC-REG", "AC-INT"),
)
SECTORS = (SOCIAL, HEALTH, EDUCATION, POLICE, JUSTICE, LABOUR, REGISTRY, "AC-LOC", "AC-NGO", "AC-COM", FOREIGN)
"""The sectors that always have a row (list ``actors``); others have one when somebody of theirs acts."""
OF_TRACK = {"MED": HEALTH, "PSY": HEALTH, "SOC": SOCIAL, "LEG": JUSTICE, "REI": SOCIAL}
OF_SERVICE = {
    "return_to_school": EDUCATION,
    "catch_up_education": EDUCATION,
    "vocational_training": EDUCATION,
    "school_stigma_prevention": EDUCATION,
    "civil_and_birth_registration": REGISTRY,
    "civil_status": REGISTRY,
    "labour_claim": LABOUR,
    "livelihood_or_income": LABOUR,
    "residence_or_asylum": "AC-MIG",
    "community_acceptance_work": "AC-COM",
    "cross_border_legal_assistance": FOREIGN,
    "return_to_country": FOREIGN,
}
"""Services whose actor is of another sector than the rest of their track."""
_ENDED = {"completed": Standing.DONE, "declined": Standing.NOT_DONE, "not_completed": Standing.NOT_DONE}
_TAKEN_BACK = (ReferralState.DRAFT, ReferralState.RECALLED, ReferralState.EXPIRED)


@dataclass(frozen=True)
class Link:
    """One actor with one task. ``words``: a lazy sentence, or a code of ``list_id``. ``view``: the page that shows it, by name."""

    sector: str
    actor: str
    words: Any
    list_id: str
    on: dt.date | None
    standing: Standing
    view: str = ""


@dataclass(frozen=True)
class Gap:
    """A missing link: a track (list ``service_tracks``) or a task that nobody holds."""

    sector: str
    words: Any
    list_id: str
    why: Any


@dataclass(frozen=True)
class Chain:
    """Everybody who acts, by day, and what is missing."""

    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]


def chain_of(file: CaseFile) -> Chain:
    """The chain of a file, oldest day first."""
    links = [link for contribution in CONTRIBUTIONS for link in contribution(file)]
    links.sort(key=lambda link: (link.on or dt.date.min, link.sector))
    return Chain(tuple(links), tuple(_gaps(file)))


def sector_of(body_sector: str) -> str:
    """The code of the list ``actors`` for a body's sector; unknown when the list has none."""
    found = {str(code.attributes.get("sector")): code.code for code in vocabulary.code_list("actors").own()}
    return found.get(body_sector, "UNK")


def _until(day: dt.date) -> Standing:
    return Standing.LATE if day < today() else Standing.RUNNING


def _responsible(file: CaseFile) -> Iterator[Link]:
    if file.worker is not None:
        actor = f"{file.worker.full_name} ({file.office.name})"
        yield Link(SOCIAL, actor, _("Responsible for the file"), "", file.reported_on, Standing.RUNNING, "file")


def _planned(file: CaseFile) -> Iterator[Link]:
    """Actions of the plan with an owner, which no referral carries out."""
    carried = set(Referral.objects.filter(file=file).exclude(state__in=_TAKEN_BACK).values_list("action_id", flat=True))
    rows = PlanAction.objects.filter(file=file).exclude(state="dropped").exclude(pk__in=carried - {None})
    for row in rows.select_related("owner"):
        if row.owner is None or row.unmet_reason:
            continue
        standing = {"done": Standing.DONE, "not_done": Standing.NOT_DONE}.get(row.state) or _until(row.due_on)
        sector = OF_SERVICE.get(row.service) or OF_TRACK.get(row.track, SOCIAL)
        yield Link(sector, row.owner.full_name, row.service, "services", row.due_on, standing, "file")


def _referred(file: CaseFile) -> Iterator[Link]:
    rows = Referral.objects.filter(file=file).exclude(state__in=_TAKEN_BACK)
    for row in rows.select_related("service_point__office__organisation"):
        waits = row.state in (ReferralState.SENT, ReferralState.RECEIVED)
        late = waits and row.answer_due_at is not None and row.answer_due_at < now()
        standing = _ENDED.get(row.state) or (Standing.LATE if late else Standing.RUNNING)
        sector = sector_of(row.service_point.office.organisation.sector)
        sent = row.sent_at.date() if row.sent_at else None
        yield Link(sector, row.service_point.name, row.service, "services", sent, standing, "file")


def _proceedings(file: CaseFile) -> Iterator[Link]:
    for row in Proceeding.objects.filter(file=file).select_related("unit"):
        over = row.state in (Stage.ENFORCED, Stage.DISCONTINUED)
        late = row.due_on is not None and row.due_on < today()
        standing = Standing.DONE if over else Standing.LATE if late else Standing.RUNNING
        actor = row.unit.name if row.unit is not None else str(Authority(row.authority).label)
        sector = POLICE if row.authority == Authority.POLICE else JUSTICE
        yield Link(sector, actor, Stage(row.state).label, "", row.stage_since, standing, "file")


def _legal_steps(file: CaseFile) -> Iterator[Link]:
    for row in LegalTask.objects.filter(file=file).select_related("owner"):
        if row.owner is None:
            continue
        standing = Standing.DONE if row.state == RunState.DONE else _until(row.due_at.date())
        yield Link(JUSTICE, row.owner.full_name, Task(row.kind).label, "", row.due_at.date(), standing, "file")


def _abroad(file: CaseFile) -> Iterator[Link]:
    for row in AcrossBorders.objects.filter(file=file):
        standing = Standing.RUNNING if row.state == RunState.OPEN else Standing.DONE
        yield Link(FOREIGN, row.country, Across(row.kind).label, "", row.sent_on, standing, "file")


def _stays(file: CaseFile) -> Iterator[Link]:
    for row in Placement.objects.filter(file=file, state="approved").select_related("facility"):
        review = row.next_review_on is not None and row.next_review_on < today()
        standing = Standing.DONE if row.ended_on else Standing.LATE if review else Standing.RUNNING
        yield Link(SOCIAL, row.facility.name, _("Cares for the child"), "", row.started_on, standing, "file")


def _registry(file: CaseFile) -> Iterator[Link]:
    for row in Deadline.objects.filter(file=file, kind=DeadlineKind.CIVIL_REGISTRY, cancelled_at=None):
        standing = Standing.DONE if row.done_at else _until(row.due_at.date())
        what = DeadlineKind.CIVIL_REGISTRY.label
        yield Link(REGISTRY, str(_("Civil registry")), what, "", row.due_at.date(), standing, "file")


def _conferences(file: CaseFile) -> Iterator[Link]:
    seats = Participant.objects.filter(file=file, ended_at=None, conference__state__in=RUNNING)
    for seat in seats.select_related("conference"):
        day = seat.conference.meets_on
        yield Link(seat.sector, seat.name, _("Takes part in a case conference"), "", day, Standing.RUNNING, "conferences")
    for task in ConferenceDecision.objects.filter(file=file).select_related("owner"):
        ended = {TaskState.DONE: Standing.DONE, TaskState.NOT_DONE: Standing.NOT_DONE}
        standing = ended.get(TaskState(task.state)) or _until(task.due_on)
        sector = task.owner.sector if task.owner is not None else SOCIAL
        what = _("Task of a case conference")
        yield Link(sector, task.owner_name or str(_("Nobody yet")), what, "", task.due_on, standing, "conferences")


def _owed(file: CaseFile) -> Iterator[Link]:
    for row in obligations(file).exclude(state=Owing.WITHDRAWN):
        ended = {Owing.MET: Standing.DONE, Owing.REFUSED: Standing.NOT_DONE}
        standing = ended.get(Owing(row.state)) or _until(row.due_on)
        sector = sector_of(row.office.organisation.sector)
        yield Link(sector, row.office.name, row.duty, "duties", row.due_on, standing, "obligations")


CONTRIBUTIONS: tuple[Callable[[CaseFile], Iterable[Link]], ...] = (
    *(_responsible, _planned, _referred, _proceedings, _legal_steps),
    *(_abroad, _stays, _registry, _conferences, _owed),
)
"""What each context lays into the chain."""


def _gaps(file: CaseFile) -> Iterator[Gap]:
    """Tracks of the newest plan that nobody carries, services without access, and legal steps without an owner."""
    if file.worker is None:
        yield Gap(SOCIAL, _("Responsible for the file"), "", _("Nobody is responsible for this file yet."))
    plan = Plan.objects.filter(file=file).exclude(state="superseded").order_by("-created_at").first()
    if plan is None:
        yield Gap(SOCIAL, _("Case plan"), "", _("There is no plan, so no track has an actor yet."))
    else:
        yield from _track_gaps(file, plan)
    for task in LegalTask.objects.filter(file=file, owner=None).exclude(state=RunState.DONE):
        yield Gap(JUSTICE, Task(task.kind).label, "", _("Nobody has taken this legal step on."))


def _track_gaps(file: CaseFile, plan: Plan) -> Iterator[Gap]:
    actions = list(PlanAction.objects.filter(plan=plan).exclude(state="dropped"))
    refused = {"declined", "not_completed", *_TAKEN_BACK}
    carried = set(Referral.objects.filter(file=file).exclude(state__in=refused).values_list("track", flat=True))
    held = {row.track for row in actions if row.owner_id is not None and not row.unmet_reason and row.state != "not_done"}
    decided = {row.track: row.decision for row in PlanTrack.objects.filter(plan=plan)}
    for track, sector in OF_TRACK.items():
        decision = decided.get(track, "undecided")
        if decision == "undecided":
            yield Gap(sector, track, "service_tracks", _("It is not decided yet whether this track is needed."))
        elif decision == "planned" and track not in held | carried:
            yield Gap(sector, track, "service_tracks", _("This track is planned, and nobody carries it."))
    for row in actions:
        if row.unmet_reason:
            sector = OF_SERVICE.get(row.service) or OF_TRACK.get(row.track, SOCIAL)
            yield Gap(sector, row.service, "services", _("The child has no access to this service."))
