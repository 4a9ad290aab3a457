"""Treatments of a service, steps as a file shows them, one's own notes, what is overdue; the chapter in a file's story."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Max, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.accounts.api import Permission
from tutela.care.api import Referral, get_for_service, open_to_service
from tutela.cases.api import CaseFile, Chapter, Happening
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.errors import NotHere
from tutela.vocabulary import api as vocabulary

from .enums import OPEN_TO_ALL, TRACKS
from .models import SessionNote, TreatmentStep
from .policies import TREATED, TREATS, see_course
from .states import OPEN

FOR_A_SERVICE = ("referral__service_point", "clinical")
LOOKED_AT = 20
SOON = dt.timedelta(days=3)


def courses(actor: Actor) -> QuerySet[Referral]:
    """The medical and psychological referrals that the actor's service has taken on, running ones first; equals filtering by
    ``see_course``."""
    mine = open_to_service(actor).filter(provider_office_id__in=actor.offices(Permission.MEDICAL_TRACK))
    return mine.filter(track__in=TRACKS, state__in=TREATED).order_by(
        Case(When(state__in=TREATS, then=0), default=1), "-created_at"
    )


def get_course(actor: Actor, referral_id: uuid.UUID) -> Referral:
    """One of them.

    Raises:
        NotHere: missing, of another service, recalled or expired.
        Refused: not taken on, or not a health professional of that service.
    """
    found = get_for_service(actor, referral_id)
    see_course.require(actor, found)
    return found


def course_steps(referral: Referral) -> QuerySet[TreatmentStep]:
    """The steps of a treatment with their clinical half; open ones first, the next day on top."""
    found = TreatmentStep.objects.filter(referral=referral).select_related(*FOR_A_SERVICE)
    return found.order_by("state", "next_on", "created_at")


def get_course_step(referral: Referral, step_id: uuid.UUID) -> TreatmentStep:
    """One step of a treatment.

    Raises:
        NotHere: missing, or of another treatment.
    """
    found = course_steps(referral).filter(pk=step_id).first()
    if found is None:
        raise NotHere()
    found.referral = referral
    return found


def steps_of(file: CaseFile) -> QuerySet[TreatmentStep]:
    """The steps of a file as whoever sees it reads them: status only."""
    return TreatmentStep.objects.filter(file=file).select_related("referral").order_by("next_on", "created_at", "id")


def is_late(one: TreatmentStep) -> bool:
    """Told to be overdue, or its next day has passed."""
    return one.state in OPEN and (one.overdue_since is not None or (one.next_on is not None and one.next_on < today()))


def overdue_steps(actor: Actor) -> QuerySet[TreatmentStep]:
    """Overdue time-critical steps of the services whose health focal point the actor is, the longest first."""
    mine = TreatmentStep.objects.filter(office_id__in=actor.offices(Permission.HEALTH_FOCAL), overdue_since__isnull=False)
    return mine.filter(state__in=OPEN).select_related("office__organisation", "created_by").order_by("overdue_since", "id")


def time_of(code: str) -> vocabulary.TimeCritical | None:
    """The country's time for a step, or ``None`` where it is not time-critical."""
    return vocabulary.jurisdiction().time_critical.get(code)


def shown_as(code: str) -> str:
    """The general kind (list ``health_step_kinds``) behind a step."""
    return str(vocabulary.code_list("treatment_steps").codes[code].attributes["shown"])


def plannable(*, by_service: bool) -> list[vocabulary.Option]:
    """The steps somebody may plan: a service all of them, the file's worker those that are not clinical."""
    every = vocabulary.options("treatment_steps", with_unknown=False)
    return [one for one in every if by_service or shown_as(one.code) in OPEN_TO_ALL]


def notes_of(actor: Actor, referral: Referral | None = None) -> list[SessionNote]:
    """The actor's own notes, the newest version of each, the latest session first; nobody's else are here."""
    mine = SessionNote.objects.filter(author_id=actor.id)
    if referral is not None:
        mine = mine.filter(referral=referral)
    newest = dict(mine.order_by().values_list("thread").annotate(last=Max("version")))
    return [one for one in mine.order_by("-held_on", "-at") if newest[one.thread] == one.version]


def get_note(actor: Actor, thread: uuid.UUID) -> list[SessionNote]:
    """All versions of one of the actor's own notes, the newest first.

    Raises:
        NotHere: missing, or another author's; the two look the same.
    """
    found = list(SessionNote.objects.filter(author_id=actor.id, thread=thread).order_by("-version"))
    if not found:
        raise NotHere()
    return found


def newly_overdue() -> list[uuid.UUID]:
    """Time-critical steps past their time of which nobody was told yet; the database tells the watching process only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT treatment_overdue(%s)", [now()])
        return list(cursor.fetchone()[0])


def first(actor: Actor) -> list[dict[str, Any]]:
    """Overdue steps for the health focal point; steps of the next days for who treats: what, about, url, due."""
    lines: list[dict[str, Any]] = []
    if actor.has(Permission.HEALTH_FOCAL):
        lines += [
            {
                "what": _("A time-critical health step is overdue"),
                "about": one.number,
                "url": reverse("health_overdue"),
                "due": one.next_on if one.next_on and one.next_on < today() else today() - dt.timedelta(days=1),
            }
            for one in overdue_steps(actor)[:LOOKED_AT]
        ]
    if actor.has(Permission.MEDICAL_TRACK):
        running = {one.pk: one for one in courses(actor)}
        soon = TreatmentStep.objects.filter(referral__in=running, state__in=OPEN, next_on__lte=today() + SOON)
        lines += [
            {
                "what": vocabulary.label("health_step_kinds", one.kind),
                "about": one.number,
                "url": reverse("treatment", args=[one.referral_id]),
                "due": one.next_on,
            }
            for one in soon.order_by("next_on")[:LOOKED_AT]
        ]
    return lines


def due(file: CaseFile, asked: Sequence[Happening]) -> list[dict[str, Any]]:
    """The next day of each open health step, as the file's page lists what is due: in general words."""
    return [
        {
            "kind": "",
            "label": vocabulary.label("health_step_kinds", row.code),
            "due": end_of(row.at.date()),
            "late": end_of(row.at.date()) < now(),
            "step": 0,
        }
        for row in asked
        if row.kind == "health_next"
    ]


_PLANNED = (
    "SELECT created_at, 'health_planned', id, CASE WHEN referral_id IS NULL THEN created_by_id END, kind "
    "FROM treatment_treatmentstep WHERE file_id = %(file)s"
)
_DONE = (
    "SELECT updated_at, 'health_done', id, CASE WHEN referral_id IS NULL THEN updated_by_id END, kind "
    "FROM treatment_treatmentstep WHERE file_id = %(file)s AND state = 'done'"
)
_NEXT = (
    "SELECT next_on::timestamp AT TIME ZONE 'UTC', 'health_next', id, NULL::uuid, kind FROM treatment_treatmentstep "
    "WHERE file_id = %(file)s AND state IN ('planned', 'attended', 'missed') AND next_on IS NOT NULL"
)
WORDS = {
    "health_planned": (gettext_lazy("A health step was planned"), "heart", "neutral", "health_step_kinds"),
    "health_done": (gettext_lazy("A health step is done"), "check", "success", "health_step_kinds"),
}
STEPS = (("health_status", gettext_lazy("Health and support: where it stands"), "heart"),)
CHAPTER = Chapter((_PLANNED, _DONE), WORDS, {}, STEPS, asks=(_NEXT,), due=due)
