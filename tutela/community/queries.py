"""Support asked of a committee as the committee sees it, and as the file shows it; the chapter in a file's story."""

from __future__ import annotations

import uuid

from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission, current_grants
from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile, Chapter, PersonAround
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import NotHere

from .enums import ROLE
from .models import SupportAction
from .states import OPEN


def asked_of(actor: Actor) -> QuerySet[SupportAction]:
    """What is asked of the actor's committee: open first, the earliest day on top; equals filtering by ``see_asked``."""
    mine = SupportAction.objects.filter(committee_id__in=actor.offices(Permission.SUPPORT_DO), open_until__gte=today())
    return mine.select_related("asking_office").order_by(
        Case(When(state__in=OPEN, then=0), default=1), "due_on", "created_at"
    )


def get_asked(actor: Actor, asked_id: uuid.UUID) -> SupportAction:
    """One of them.

    Raises:
        NotHere: missing, of another committee, or out of its sight by now.
    """
    found = asked_of(actor).filter(pk=asked_id).first()
    if found is None:
        raise NotHere()
    return found


def asked_for(file: CaseFile) -> QuerySet[SupportAction]:
    """What is asked of committees for a file, the newest first."""
    return SupportAction.objects.filter(file=file).select_related("committee", "asking_office").order_by("-created_at")


def is_late(one: SupportAction) -> bool:
    """The day has passed and the committee still has something to do."""
    return one.state in OPEN and one.due_on < today()


def marked_since(file: CaseFile, one: SupportAction) -> bool:
    """Whether somebody was marked unsafe for the child after this was asked, and it is open (P11)."""
    later = PersonAround.objects.filter(file=file, unsafe=True, updated_at__gt=one.created_at)
    return one.state in OPEN and later.exists()


def committees() -> QuerySet[Office]:
    """The offices whose people sign in as a community protection committee."""
    held = current_grants().filter(role=ROLE, office__isnull=False, user__is_active=True)
    return (
        Office.objects.filter(pk__in=held.values("office_id"), closed_on=None)
        .select_related("organisation")
        .order_by("name")
    )


def members(committee: Office) -> list[str]:
    """The names of whoever signs in for this committee."""
    held = current_grants().filter(role=ROLE, office=committee, user__is_active=True)
    return list(held.values_list("user__full_name", flat=True))


def actions_of(file: CaseFile) -> QuerySet[PlanAction]:
    """The actions of the agreed plan that a committee may support."""
    return PlanAction.objects.filter(file=file, plan__state="approved", state="planned").order_by("due_on")


_TABLE = "FROM community_supportaction WHERE file_id = %(file)s"
_BRANCHES = (
    f"SELECT created_at, 'committee_asked', id, created_by_id, '' {_TABLE}",
    f"SELECT accepted_at, 'committee_accepted', id, NULL::uuid, '' {_TABLE} AND accepted_at IS NOT NULL",
    f"SELECT ended_at, 'committee_' || state, id, CASE WHEN state = 'recalled' THEN updated_by_id END, '' {_TABLE} "
    "AND ended_at IS NOT NULL",
)
WORDS = {
    "committee_asked": (_("Support was asked of a community committee"), "users", "neutral", ""),
    "committee_accepted": (_("A community committee takes support on"), "users", "info", ""),
    "committee_declined": (_("A community committee does not take support on"), "users", "warning", ""),
    "committee_done": (_("A community committee has done its support"), "check", "success", ""),
    "committee_given_back": (_("A community committee gives support back"), "users", "warning", ""),
    "committee_recalled": (_("Support of a community committee was recalled"), "users", "neutral", ""),
}
STEPS = (("committee_support", _("Support by community committees"), "users"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {"committee": "committee_support_one"}, STEPS)
