"""The overview of a file and its plan on paper: what this reader sees of them on the screen, and nothing more."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tutela.care.api import PlanAction, PlanTrack
from tutela.cases.api import CaseFile, ChildView, Deadline, DeadlineKind, FileState, PersonAround, words
from tutela.kernel.clock import today
from tutela.ui.presenters import sections_pdf

from ..enums import Sheet
from ..policies import current_plan
from .held import Rows, rows_of


def print_pdf(file: CaseFile, what: str, reader: str) -> bytes:
    """Tagged PDF (PDF/UA-1) of :class:`~..enums.Sheet`."""
    sections = _plan(file) if what == Sheet.PLAN else [*_overview(file), *_plan(file)]
    found = {
        "title": f"{Sheet(what).label} · {file.number}",
        "number": file.number,
        "sections": [{"title": title, "rows": rows} for title, rows in sections if rows],
    }
    return sections_pdf(found, reader)


def _overview(file: CaseFile) -> list[tuple[str, Rows]]:
    child = file.child
    view = ChildView.objects.filter(file=file).order_by("-heard_on", "-created_at").first()
    due = Deadline.objects.filter(file=file, done_at=None, cancelled_at=None).order_by("due_at")
    around = PersonAround.objects.filter(file=file)
    facts = rows_of(
        (_("Name"), words.child_name(child)),
        (_("Age"), words.age(child, today())),
        (_("Sex"), words.label("sexes", child.sex)),
        (_("Safe contact"), child.safe_contact),
        (_("Where the child is"), child.whereabouts),
        (_("State"), str(FileState(file.state).label)),
        (_("Risk"), words.risk(file)[0]),
        (_("Responsible"), file.worker.full_name if file.worker else _("Nobody yet")),
        (_("Office"), file.office.name),
        (_("Reported"), words.day(file.reported_on)),
        (_("Next contact"), words.day(file.next_contact_on)),
        (_("Next review"), words.day(file.review_due_on)),
    )
    return [
        (_("The child"), facts),
        (_("Around the child"), rows_of(*((person.name, _person(person)) for person in around))),
        (
            _("What the child said"),
            rows_of((words.day(view.heard_on), view.views or view.not_obtained_because)) if view else [],
        ),
        (_("Due"), rows_of(*((words.day(row.due_at.date()), str(DeadlineKind(row.kind).label)) for row in due))),
    ]


def _person(person: PersonAround) -> str:
    return f"{person.relation} · {_('Unsafe: no consent, no messages')}" if person.unsafe else person.relation


def _plan(file: CaseFile) -> list[tuple[str, Rows]]:
    plan = current_plan(file)
    if plan is None:
        return []
    steps = PlanAction.objects.filter(plan=plan).select_related("owner").order_by("due_on")
    reasons = PlanTrack.objects.filter(plan=plan).exclude(decision="planned")
    return [
        (_("What this plan is to reach"), rows_of((_("Goal"), plan.summary), (_("Told to the child"), plan.child_summary))),
        (_("Who does what, and when"), rows_of(*((words.day(one.due_on), _step(one)) for one in steps))),
        (_("Not planned, and why"), rows_of(*((row.track, row.reason) for row in reasons))),
        (_("Review"), rows_of((_("Next review"), words.day(plan.review_on) if plan.review_on else ""))),
    ]


def _step(one: PlanAction) -> str:
    parts: list[Any] = [words.label("services", one.service), one.goal, one.owner.full_name if one.owner else ""]
    return " · ".join(str(part) for part in parts if part)
