"""The file's page: who this child is, what is agreed, what is late and what the child said — in ten seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import (
    FILE,
    STORY,
    CaseFile,
    ChildView,
    Deadline,
    DeadlineKind,
    FileState,
    Happening,
    PersonAround,
    assign_file,
    words,
    work_on_file,
)
from tutela.cases.api.rows import linked_rows
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums.planning import Track
from ..models import PlanAction, PlanTrack, Referral
from ..policies.closure import contact_after_closing, reopen_file
from ..queries.timeline import chapters, story_and_due
from ..states import ApprovalState
from .chain import chain, gaps
from .happenings import Entry, entry

SHOWN = 40
_TRACK_ICONS = {"MED": "stethoscope", "PSY": "heart", "SOC": "home", "LEG": "gavel", "REI": "users"}


@dataclass(frozen=True)
class FilePage:
    """Everything the template shows, formatted."""

    file: CaseFile
    name: str
    state: tuple[str, str]
    risk: tuple[str, str]
    facts: list[dict[str, str]]
    unsafe: list[PersonAround]
    persons: list[dict[str, str]]
    voice: ChildView | None
    deadlines: list[dict[str, Any]]
    tracks: list[dict[str, Any]]
    plan_state: str
    plan_url: str
    entries: list[Entry]
    more: int
    steps: list[dict[str, str]]
    chain: list[dict[str, Any]]
    gaps: list[str]
    to_examine: list[str]
    linked: list[dict[str, str]]


def file_page(actor: Actor, file: CaseFile) -> FilePage:
    """Read the parts (one query each, keys in one) and put them in words."""
    happenings, due = story_and_due(file)
    persons = list(PersonAround.objects.filter(file=file))
    tracks = list(PlanTrack.objects.filter(file=file).select_related("plan").order_by("-plan__created_at"))
    actions = list(PlanAction.objects.filter(file=file).order_by("due_on"))
    view = ChildView.objects.filter(file=file).order_by("-heard_on", "-created_at").first()
    deadlines = list(Deadline.objects.filter(file=file, done_at=None, cancelled_at=None).order_by("due_at"))
    current = _current_plan(tracks)
    referrals = list(Referral.objects.filter(file=file).select_related("service_point__office__organisation"))
    can_work = work_on_file.allows(actor, file)
    return FilePage(
        file=file,
        name=words.child_name(file.child),
        state=(str(FileState(file.state).label), words.STATE_TONE[FileState(file.state)]),
        risk=words.risk(file),
        facts=_facts(file),
        unsafe=[person for person in persons if person.unsafe],
        persons=[_person(person, can_work) for person in persons],
        voice=view,
        deadlines=sorted([*(_deadline(file, row) for row in deadlines), *due], key=lambda row: row["due"]),
        tracks=_tracks(file, current, tracks, actions),
        plan_state=_plan_words(current),
        plan_url=reverse("plan", args=[file.pk, current.pk]) if current else "",
        entries=[entry(happening, file) for happening in happenings[:SHOWN]],
        more=max(0, len(happenings) - SHOWN),
        steps=_steps(actor, file, happenings, can_work),
        chain=chain(file, referrals),
        gaps=gaps(current, tracks, actions, referrals),
        to_examine=_to_examine(file, happenings) if can_work else [],
        linked=linked_rows(actor, file) if _was_linked(happenings) else [],
    )


def _was_linked(happenings: list[Happening]) -> bool:
    """Whether the story tells of a link with another record; asked first, because most files have none."""
    return len(happenings) >= STORY or any(row.kind == "duplicate_confirm" for row in happenings)


def _to_examine(file: CaseFile, happenings: list[Happening]) -> list[str]:
    """The addresses where a fee at a hand-over is examined for sale (R38)."""
    return [reverse("care_examine", args=[file.pk, row.subject]) for row in happenings if row.kind == "sale_to_examine"]


def _facts(file: CaseFile) -> list[dict[str, str]]:
    child = file.child
    worker = file.worker.full_name if file.worker else _("Nobody yet")
    rows = [
        (_("Age"), words.age(child, today())),
        (_("Sex"), words.label("sexes", child.sex)),
        (_("Birth registration"), words.label("birth_registration", child.birth_registration)),
        (_("Safe contact"), child.safe_contact or _("Not agreed yet")),
        (_("Where the child is"), child.whereabouts or "–"),
        (_("Responsible"), worker),
        (_("Office"), file.office.name),
        (_("Reported"), words.day(file.reported_on)),
        (_("Next contact"), words.day(file.next_contact_on)),
        (_("Next review"), words.day(file.review_due_on)),
    ]
    return [{"label": name, "value": value} for name, value in rows]


def _person(person: PersonAround, can_work: bool) -> dict[str, str]:
    if person.unsafe:
        tone, word = "danger", _("Unsafe: no consent, no messages")
    elif person.protective:
        tone, word = "success", _("Protective")
    else:
        tone, word = "neutral", _("Around the child")
    return {"id": str(person.pk), "name": person.name, "relation": person.relation, "tone": tone, "word": word} | (
        {"url": reverse("person_unsafe", args=[person.file_id, person.pk])} if can_work else {}
    )


def _deadline(file: CaseFile, row: Deadline) -> dict[str, Any]:
    words_of = str(DeadlineKind(row.kind).label)
    return {"kind": row.kind, "label": words_of, "due": row.due_at, "late": row.due_at < now(), "step": row.step}


def _current_plan(tracks: list[PlanTrack]) -> Any:
    """The approved plan, else the newest."""
    plans = [row.plan for row in tracks]
    approved = [plan for plan in plans if plan.state == ApprovalState.APPROVED]
    found = approved or plans
    return found[0] if found else None


def _tracks(file: CaseFile, plan: Any, rows: list[PlanTrack], actions: list[PlanAction]) -> list[dict[str, Any]]:
    decided = {row.track: row for row in rows if plan is not None and row.plan_id == plan.pk}
    return [_track(plan, track, decided.get(track.value), actions) for track in Track]


def _track(plan: Any, track: Track, row: PlanTrack | None, actions: list[PlanAction]) -> dict[str, Any]:
    mine = [action for action in actions if plan is not None and action.plan_id == plan.pk and action.track == track.value]
    done = sum(action.state == "done" for action in mine)
    card: dict[str, Any] = {"label": str(track.label), "icon": _TRACK_ICONS[track.value], "tone": "neutral"}
    if row is None or row.decision == "undecided":
        return card | {"status": _("Not decided yet"), "tone": "warning" if plan else "neutral"}
    if row.decision == "not_needed":
        return card | {"status": _("Not needed"), "summary": row.reason}
    waiting = next((action for action in mine if action.state == "planned"), None)
    card |= {
        "status": _("%(done)s of %(all)s done") % {"done": done, "all": len(mine)},
        "tone": "success" if mine and done == len(mine) else "info",
    }
    if any(action.state == "unmet" for action in mine):
        card |= {"status": _("A needed service is missing"), "tone": "danger"}
    if waiting is not None:
        card |= {"next": waiting.goal, "summary": words.label("services", waiting.service), "due": waiting.due_on}
    return card


def _plan_words(plan: Any) -> str:
    if plan is None:
        return _("There is no plan yet.")
    said = {
        ApprovalState.DRAFT: _("A draft; not agreed yet."),
        ApprovalState.SUBMITTED: _("Waiting for the supervisor."),
        ApprovalState.RETURNED: _("Returned to its author."),
        ApprovalState.APPROVED: _("Agreed; review on %(day)s.") % {"day": words.day(plan.review_on)},
        ApprovalState.SUPERSEDED: _("Replaced by a newer one."),
    }
    return said[ApprovalState(plan.state)]


def _steps(actor: Actor, file: CaseFile, happenings: list[Happening], can_work: bool) -> list[dict[str, str]]:
    """What this person can do from here, the most likely first; a button is shown only when its rule allows."""
    found: list[dict[str, str]] = []
    if can_work:
        found += _work_steps(file, {happening.kind for happening in happenings})
    if contact_after_closing.allows(actor, file):
        found.append(_step("contact_after_closing", _("Write the contact after closing"), "note", file))
    if assign_file.allows(actor, file) and file.state != FileState.CLOSED:
        found.append(_step("file_assign", _("Assign a worker"), "user-check", file))
        found.append(_step("file_transfers", _("Transfer to another office"), "send", file))
    if reopen_file.allows(actor, file):
        found.append(_step("file_reopen", _("Open this file again"), "folder-open", file))
    return found


def _work_steps(file: CaseFile, kinds: set[str]) -> list[dict[str, str]]:
    wanted = [
        ("child_edit", _("Register the child"), "mood-kid"),
        ("age_new", _("State the age"), "calendar"),
        ("person_new", _("Add a person around the child"), "user-plus"),
        ("care_new", _("Record where the child lives"), "home"),
        ("consent_new", _("Ask for consent"), "check"),
        ("concern_new", _("Record a concern"), "alert-triangle"),
        ("view_new", _("Record what the child said"), "quote"),
        ("safety_plan_new", _("Make the safety plan"), "shield"),
        ("assessment_new", _("Assess"), "checklist"),
        ("plan_new", _("Plan"), "target"),
        ("referral_new", _("Refer to a service"), "send"),
        ("follow_up_new", _("Write a contact"), "note"),
        ("review_new", _("Review the file"), "refresh"),
    ]
    if FILE.allows(file.state, FileState.CLOSED):
        wanted.append(("closure_new", _("Ask to close"), "archive"))
    wanted += [(view, str(text), icon) for chapter in chapters() for view, text, icon in chapter.steps]
    steps = [_step(view, text, icon, file) for view, text, icon in wanted]
    if "follow_up" in kinds or file.state == FileState.ACTIVE:
        steps.sort(key=lambda step: step["view"] != "follow_up_new")
    return steps


def _step(view: str, text: str, icon: str, file: CaseFile) -> dict[str, str]:
    return {"view": view, "label": text, "icon": icon, "url": reverse(view, args=[file.pk])}
