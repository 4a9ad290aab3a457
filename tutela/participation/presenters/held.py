"""What is held about a child, for whoever may see it: built from what is named here, so that nothing else can get in (R137).

Left out, each by its kind and said so: the reporter, other people, persons of concern, what workers note for themselves, health
and legal detail; for a caregiver also what the child said and where the child is.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.care.api import Plan, PlanAction
from tutela.cases.api import CaseFile, ChildView, Consent, FileState, words
from tutela.kernel.clock import today
from tutela.ui.enums import Tone
from tutela.ui.presenters import sections_pdf

from ..enums import TRACKS_NAMED, Agreement, Asker, Capacity, Refusal, Wish
from ..models import AccessRequest
from ..queries import requests, talks
from ..states import State
from .sheet import talk_row

_TONES = {State.ASKED: Tone.WARNING, State.GRANTED: Tone.INFO, State.REFUSED: Tone.NEUTRAL, State.GIVEN: Tone.SUCCESS}
Rows = list[dict[str, str]]


def request_row(one: AccessRequest) -> dict[str, Any]:
    """One line."""
    return {
        "url": reverse("access_request", args=[one.file_id, one.pk]),
        "title": str(Wish(one.wish).label),
        "who": one.person.name if one.person else str(Asker(one.asker).label),
        "on": one.asked_on,
        "state": str(State(one.state).label),
        "tone": _TONES[State(one.state)],
    }


def request_facts(one: AccessRequest) -> Rows:
    """What is written, as far as it is."""
    return rows_of(
        (_("Who asks"), one.person.name if one.person else str(Asker(one.asker).label)),
        (_("In their words"), one.words),
        (_("Capacity of the child"), str(Capacity(one.capacity).label)),
        (_("What the child says to it"), str(Agreement(one.child_agrees).label)),
        (_("Counselling"), f"{_('Offered') if one.counselling_offered else _('Not offered')}: {one.counselling}"),
        (_("Ground"), str(Refusal(one.refusal).label) if one.refusal else ""),
        (_("Reasons"), one.reasons),
        (_("Where to go against it, until when"), one.remedy),
        (_("Decided by"), one.decided_by.full_name if one.decided_by else ""),
        (_("Decided on"), words.day(one.decided_on) if one.decided_on else ""),
        (_("Gone through on"), words.day(one.given_on) if one.given_on else ""),
        (_("How, and what was done"), one.answer),
    )


def held(one: AccessRequest) -> dict[str, Any]:
    """Everything that goes to whoever asked, in sections, and what does not, by kind."""
    file, own = one.file, one.asker == Asker.CHILD
    sections = [
        (_("About the child"), _identity(file, own)),
        (_("The file"), _file(file)),
        *_of_others(one, own),
        (_("What the child said, and the answer"), _views(file) if own else []),
        (_("What was agreed to"), _consents(file)),
        (_("The plan"), _plan(file, own)),
        (_("What the child was told"), _told(file, own)),
        (_("Requests and statements"), _statements(one)),
    ]
    return {
        "title": _("What is held about the child"),
        "number": file.number,
        "made_on": today().isoformat(),
        "language": get_language() or "en",
        "sections": [{"title": title, "rows": rows} for title, rows in sections if rows],
        "excluded": _excluded(own),
    }


def held_pdf(one: AccessRequest, reader: str) -> bytes:
    """The same as tagged PDF (PDF/UA-1), with who made it and when on every page."""
    return sections_pdf(held(one) | {"excluded_title": _("What is not in it, and why")}, reader)


def _identity(file: CaseFile, own: bool) -> Rows:
    child = file.child
    private = ((_("Where the child is"), child.whereabouts), (_("Safe contact"), child.safe_contact)) if own else ()
    return rows_of(
        (_("Name"), words.child_name(child)),
        (_("Age"), words.age(child, today())),
        (_("Sex"), words.label("sexes", child.sex)),
        (_("Birth registration"), words.label("birth_registration", child.birth_registration)),
        *private,
    )


def _file(file: CaseFile) -> Rows:
    return rows_of(
        (_("Number"), file.number),
        (_("Office"), file.office.name),
        (_("Responsible"), file.worker.full_name if file.worker else ""),
        (_("State"), str(FileState(file.state).label)),
        (_("Reported"), words.day(file.reported_on)),
    )


def _of_others(one: AccessRequest, own: bool) -> list[tuple[str, Rows]]:
    """What other contexts lay into it; which, is composed in the settings."""
    found = [import_string(name)(one.file, own, one.person) for name in settings.TUTELA_GIVEN]
    return [(title, rows_of(*lines)) for title, lines in found]


def _views(file: CaseFile) -> Rows:
    found = ChildView.objects.filter(file=file).order_by("heard_on")
    return [
        row for view in found for row in rows_of((words.day(view.heard_on), view.views), (_("Told then"), view.feedback))
    ]


def _consents(file: CaseFile) -> Rows:
    found = Consent.objects.filter(file=file).order_by("created_at")
    return rows_of(*((words.day(one.created_at.date()), words.label("consent_purposes", one.purpose)) for one in found))


def _plan(file: CaseFile, own: bool) -> Rows:
    plan = Plan.objects.filter(file=file, state="approved").order_by("-decided_at").first()
    if plan is None:
        return []
    rows = PlanAction.objects.filter(plan=plan).order_by("due_on")
    named = [one for one in rows if own or one.track in TRACKS_NAMED]
    steps = ((words.day(one.due_on), words.label("services", one.service)) for one in named)
    return rows_of((_("Told to the child"), plan.child_summary if own else ""), *steps)


def _told(file: CaseFile, own: bool) -> Rows:
    rows = [talk_row(one) for one in talks(file)]
    return rows_of(
        *(
            (words.day(row["on"]), " ".join([f"{row['title']}.", *([row["asked"], row["goes_on"]] if own else [])]).strip())
            for row in rows
        )
    )


def _statements(one: AccessRequest) -> Rows:
    """Those of whoever asks now; what another person asked is theirs."""
    mine = [row for row in requests(one.file) if (row.asker, row.person_id) == (one.asker, one.person_id)]
    return rows_of(*((f"{words.day(row.asked_on)} · {Wish(row.wish).label}", row.words) for row in mine))


def _excluded(own: bool) -> list[dict[str, str]]:
    kinds = [
        ("reporter", _("Who reported: whoever tells of a child is protected.")),
        ("third_persons", _("What concerns other people.")),
        ("persons_of_concern", _("What concerns persons who may be dangerous.")),
        ("professional_notes", _("What workers write for themselves and for supervision; it is explained in a talk.")),
        ("health_and_law", _("Health and legal detail; whoever treats or advises the child explains it.")),
    ]
    if not own:
        kinds += [
            ("childs_words", _("What the child said in confidence.")),
            ("whereabouts", _("Where the child is, and how to reach the child.")),
        ]
    return [{"kind": kind, "why": why} for kind, why in kinds]


def rows_of(*pairs: tuple[str, Any]) -> Rows:
    """Labels and values, as far as there is a value."""
    return [{"label": str(label), "value": str(value)} for label, value in pairs if value]
