"""Transfers of a file and of an office, the facts another office answers by, and the chapter in a file's story."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.accounts.api import Permission, User, users_with
from tutela.cases.api import NOT_OPEN, CaseFile, Chapter, Consent, Deadline, in_force, words
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty, short
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from . import policies
from .enums import KIND_WORDS, Why
from .models import Handover, Proposal, Transfer
from .states import ProposalState, TransferState

_RELATED = ("from_office__organisation", "to_office__organisation", "asked_by", "decided_by", "worker", "consent__given_by")
PROPOSED = ("office__organisation", "created_by", "decided_by", "view", "file__child", "file__office")
_PLAIN = frozenset(
    "assignment first_contact assessment reassessment safety_plan plan follow_up review return_visit post_closure".split()
)
"""What is due with every child is told by its name; what would tell of health, proceedings, detention or family, as “another task”."""
OTHER = "other"
SEEN_TO_WITHIN = dt.timedelta(days=7)
"""So soon a supervisor sees to what a worker proposes."""
READ_WITHIN = dt.timedelta(days=14)
"""So long the worker's page of the day says that a proposal was answered."""
_DUE = 12
"""So many open tasks are told beforehand; the file holds all of them."""


SENTENCE = gettext_lazy("Write it in a full sentence. Whoever goes on with the child relies on it.")


def wrong_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with the answers that every question to another office needs, whichever file it is about."""
    wrong: dict[str, Any] = {}
    if not isinstance(values.get("office"), Office):
        wrong["office"] = UNKNOWN
    if values.get("why") not in Why.values:
        wrong["why"] = UNKNOWN
    return wrong | short(values, "reason", said=SENTENCE) | empty(values, "urgent", "promised")


def facts(file: CaseFile) -> dict[str, Any]:
    """What the other office sees before it accepts: no name, no address, nothing that was told (P12)."""
    age = f"{file.age_low}–{file.age_high}" if file.age_low != file.age_high else str(file.age_low)
    due = Deadline.objects.filter(file=file, done_at=None, cancelled_at=None).exclude(kind__in=("transfer_answer",))
    view = policies.view_on(file)
    found = {
        "urgency": file.urgency,
        "risk_level": file.risk_level,
        "age": age if file.age_low is not None and file.age_high is not None else "",
        "territory": str(file.territory_id),
        "languages": file.child.languages,
        "child_agrees": "" if view is None else view.agrees if view.views.strip() else "not_heard",
        "due": [
            [one.kind if one.kind in _PLAIN else OTHER, timezone.localdate(one.due_at).isoformat()]
            for one in due.order_by("due_at")[:_DUE]
        ],
    }
    return {name: value for name, value in found.items() if value}


def of_file(file: CaseFile) -> QuerySet[Transfer]:
    """Every transfer of a file, the newest first."""
    return Transfer.objects.filter(file=file).select_related(*_RELATED)


def visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Transfers that the actor answers, asked for, or whose file they see; equals filtering by ``policies.see``: row security says
    the same."""
    mine = actor.offices(Permission.FILE_ASSIGN)
    there = Q(to_office_id__in=mine, state__in=(TransferState.ASKED, TransferState.ACCEPTED))
    seen = Q(file__in=CaseFile.objects.order_by().values("pk"))
    return Transfer.objects.filter(there | Q(from_office_id__in=mine) | seen).select_related(*_RELATED)


def to_answer(actor: Actor) -> QuerySet[Transfer]:
    """What waits for the actor's office, the earliest day first."""
    mine = actor.offices(Permission.FILE_ASSIGN)
    found = Transfer.objects.filter(to_office_id__in=mine, state=TransferState.ASKED).exclude(asked_by_id=actor.id)
    return found.select_related(*_RELATED).order_by("answer_due_at")


def of_offices(actor: Actor) -> QuerySet[Transfer]:
    """What the actor's offices asked for or took over, the newest first."""
    mine = actor.offices(Permission.FILE_ASSIGN)
    there = Q(to_office_id__in=mine, state__in=(TransferState.ASKED, TransferState.ACCEPTED))
    return Transfer.objects.filter(there | Q(from_office_id__in=mine)).select_related(*_RELATED)


def proposals_of(file: CaseFile) -> QuerySet[Proposal]:
    """Every proposal of a file, the newest first."""
    return Proposal.objects.filter(file=file).select_related(*PROPOSED)


def to_see_to(actor: Actor) -> QuerySet[Proposal]:
    """What workers of the actor's offices propose of open files and nobody has answered, the earliest first."""
    mine = actor.offices(Permission.FILE_ASSIGN)
    found = Proposal.objects.filter(file__office_id__in=mine, state=ProposalState.PROPOSED)
    found = found.exclude(file__state__in=NOT_OPEN)
    return found.select_related(*PROPOSED).order_by("created_at")


def declined_lately(actor: Actor) -> QuerySet[Proposal]:
    """Proposals in the actor's own files that the supervisor said no to in the last fortnight, and after which nothing was proposed."""
    found = Proposal.objects.filter(
        file__worker_id=actor.id, state=ProposalState.DECLINED, decided_at__gte=now() - READ_WITHIN
    )
    return found.exclude(file__proposals__created_at__gt=F("created_at")).select_related(*PROPOSED).order_by("-decided_at")


def get_transfer(actor: Actor, transfer_id: uuid.UUID) -> Transfer:
    """One transfer.

    Raises:
        NotHere: missing, or not for this person.
    """
    found = visible_to(actor).filter(pk=transfer_id).first()
    if found is None or not policies.see.allows(actor, found):
        raise NotHere
    return found


def handover_of(actor: Actor, one: Transfer) -> Handover | None:
    """The words that go with the file, for whoever sees it."""
    if not policies.sees_its_file(actor, one):
        return None
    return Handover.objects.select_related("view").filter(transfer=one).first()


def held_lines(file: CaseFile, own: bool, _person: object) -> tuple[str, list[tuple[str, str]]]:
    """For what the person is given of their own file (R137): when it went from which office to which, why in kind words, and when they
    were told. Nothing that was only proposed, asked or declined, no name, and none of the words that went along. A caregiver is not told
    where a child went."""
    return _("When the file went to another office"), _offices_changed(file) if own else []


def _offices_changed(file: CaseFile) -> list[tuple[str, str]]:
    found = Transfer.objects.filter(file=file, state=TransferState.ACCEPTED).select_related(*_RELATED, "handover")
    lines = []
    for one in found.order_by("decided_at"):
        went = _("From %(from)s to %(to)s.") % {"from": one.from_office.name, "to": one.to_office.name}
        told = _("Told on %(day)s.") % {"day": words.day(one.handover.told_on)} if one.handover.told_on else ""
        day = words.day(timezone.localdate(one.decided_at))
        lines.append((day, " ".join(part for part in (went, str(KIND_WORDS[Why(one.why)]), told) if part)))
    return lines


def offices_for(file: CaseFile | None) -> QuerySet[Office]:
    """The offices that could be asked for a file; without one, for any."""
    found = Office.objects.filter(holds_files=True, closed_on=None).order_by("name")
    return found if file is None else found.exclude(pk=file.office_id)


def consents_of(file: CaseFile) -> list[Consent]:
    """The consents and approved overrides in force that could be the basis for another body."""
    found = Consent.objects.filter(file=file, purpose__in=("referral", "sharing")).select_related("given_by", "file__child")
    return [one for one in found.order_by("-created_at") if in_force(one)]


def workers_of(one: Transfer) -> list[User]:
    """Who may hold files in the office that is asked."""
    return sorted(users_with(Permission.FILE_WORK, one.to_office_id), key=lambda user: user.full_name)


def first(actor: Actor) -> list[dict[str, Any]]:
    """For the page of the day's work: transfers that the actor's office has not answered, and what its workers propose."""
    if not actor.has(Permission.FILE_ASSIGN):
        return []
    return [
        {
            "what": _("See to a proposed transfer"),
            "about": one.file.number,
            "url": reverse("transfer_proposal", args=[one.file_id, one.pk]),
            "due": timezone.localdate(one.created_at + SEEN_TO_WITHIN),
        }
        for one in to_see_to(actor)[:20]
    ] + [
        {
            "what": _("Answer whether your office takes over a file"),
            "about": one.number,
            "url": reverse("transfer", args=[one.pk]),
            "due": timezone.localdate(one.answer_due_at),
        }
        for one in to_answer(actor)[:20]
    ]


_TABLE = "FROM transfers_transfer WHERE file_id = %(file)s"
_PROPOSALS = "FROM transfers_proposal WHERE file_id = %(file)s"
_BRANCHES = (
    f"SELECT asked_at, 'transfer_asked', id, asked_by_id, '' {_TABLE}",
    f"SELECT decided_at, 'transfer_' || state, id, decided_by_id, '' {_TABLE} AND decided_at IS NOT NULL",
    f"SELECT created_at, 'proposal_made', id, created_by_id, '' {_PROPOSALS}",
    f"SELECT decided_at, 'proposal_' || state, id, decided_by_id, '' {_PROPOSALS} AND state IN ('declined', 'withdrawn')",
)
WORDS = {
    "transfer_asked": (gettext_lazy("Another office was asked to take over this file"), "send", "info", ""),
    "transfer_accepted": (gettext_lazy("Another office took over this file"), "check", "success", ""),
    "transfer_declined": (gettext_lazy("The other office did not take over this file"), "x", "warning", ""),
    "transfer_withdrawn": (gettext_lazy("The transfer of this file was taken back"), "refresh", "neutral", ""),
    "proposal_made": (gettext_lazy("The worker proposed a transfer"), "message", "info", ""),
    "proposal_declined": (gettext_lazy("The proposed transfer is not asked for"), "x", "warning", ""),
    "proposal_withdrawn": (gettext_lazy("The proposal of a transfer was taken back"), "refresh", "neutral", ""),
}
STEPS = (("file_transfers", gettext_lazy("Propose a transfer to another office"), "send"),)
CHAPTER = Chapter(_BRANCHES, WORDS, {"transfer": "file_transfer", "proposal": "transfer_proposal"}, STEPS)
