"""Conferences of a file; what somebody is invited to and what they took on; the chapter in a file's story."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import CaseFile, Chapter, get_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import NotHere

from ..models import Conference, ConferenceDecision, Participant
from ..policies.conferences import MAY_TAKE_PART, accept
from ..states import RUNNING, TaskState

RELATED = ("view", "consent", "consent__given_by", "papers", "record")


def conferences(file: CaseFile) -> QuerySet[Conference]:
    """Newest first."""
    return (
        Conference.objects.filter(file=file)
        .select_related("papers", "record")
        .prefetch_related("decisions")
        .order_by("-meets_on", "-id")
    )


def invitations(actor: Actor) -> QuerySet[Participant]:
    """The seats of the actor that give access now; equals filtering by ``accept``."""
    if not any(actor.has(word) for word in MAY_TAKE_PART):
        return Participant.objects.none()
    running = Participant.objects.filter(
        user_id=actor.id,
        ended_at=None,
        conference__state__in=RUNNING,
        conference__recalled_at=None,
        conference__access_until__gt=now(),
    )
    return running.select_related("conference").order_by("conference__meets_on")


def get_invitation(actor: Actor, participant_id: uuid.UUID) -> Participant:
    """One seat of the actor.

    Raises:
        NotHere: missing, somebody else's, ended, recalled or expired; they look the same.
    """
    found = Participant.objects.select_related("conference").filter(pk=participant_id, user_id=actor.id).first()
    if found is None or not accept.allows(actor, found):
        raise NotHere()
    return found


def my_tasks(actor: Actor) -> QuerySet[ConferenceDecision]:
    """Open tasks the actor took on at conferences, the first due first."""
    if not any(actor.has(word) for word in MAY_TAKE_PART):
        return ConferenceDecision.objects.none()
    return ConferenceDecision.objects.filter(owner_user_id=actor.id, state=TaskState.OPEN).order_by("due_on")


def get_task(actor: Actor, task_id: uuid.UUID) -> tuple[ConferenceDecision, CaseFile | None]:
    """A task the actor owns or sees through its file, and the file as far as the actor sees it.

    Raises:
        NotHere: missing, or not for this actor.
    """
    found = ConferenceDecision.objects.filter(pk=task_id).first()
    if found is None:
        raise NotHere()
    try:
        return found, get_file(actor, found.file_id)
    except NotHere:
        if found.owner_user_id != actor.id or not any(actor.has(word) for word in MAY_TAKE_PART):
            raise
        return found, None


def is_late(task: ConferenceDecision) -> bool:
    """An open task past its day."""
    return task.state == TaskState.OPEN and task.due_on < today()


def child_of(task: ConferenceDecision) -> str:
    """Whom a task is about, for the trace: its owner sees no file, but the seat it was taken from names the child."""
    seat = Participant.objects.filter(pk=task.owner_id).first() if task.owner_id else None
    return str(seat.key_id) if seat is not None else ""


_CALLED = (
    "SELECT created_at, 'conference_made', id, created_by_id, number FROM coordination_conference WHERE file_id = %(file)s"
)
_DECIDED = "SELECT created_at, 'conference_decided', id, created_by_id, '' FROM coordination_conferencedecision WHERE file_id = %(file)s"
_OWED = (
    "SELECT created_at, 'obligation_asked', id, created_by_id, number FROM coordination_obligation WHERE file_id = %(file)s"
)
WORDS = {
    "obligation_asked": (_("A body was asked for what it owes"), "scale", "info", ""),
    "conference_made": (_("Case conference prepared"), "users", "info", ""),
    "conference_decided": (_("Task agreed at a case conference"), "list-check", "success", ""),
}
CHAPTER = Chapter(
    (_CALLED, _DECIDED, _OWED),
    WORDS,
    {},
    (
        ("conferences", _("Case conferences"), "users"),
        ("chain", _("Chain of actors"), "link"),
        ("obligations", _("What bodies owe"), "scale"),
    ),
)
