"""Transfers in words: lists, the page of one, and what the other office sees before it accepts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import CaseFile, DeadlineKind, words
from tutela.directory.api import Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.ui.enums import Tone
from tutela.ui.presenters import isolated

from . import queries
from .enums import NotTaken, Why
from .models import Proposal, Transfer
from .states import ProposalState, TransferState

TONES = {
    TransferState.ASKED: Tone.INFO,
    TransferState.ACCEPTED: Tone.SUCCESS,
    TransferState.DECLINED: Tone.WARNING,
    TransferState.WITHDRAWN: Tone.NEUTRAL,
}
PROPOSED_TONES = {
    ProposalState.PROPOSED: Tone.INFO,
    ProposalState.ASKED: Tone.SUCCESS,
    ProposalState.DECLINED: Tone.WARNING,
    ProposalState.WITHDRAWN: Tone.NEUTRAL,
}
_CHILD = {
    "yes": gettext_lazy("The child agrees"),
    "no": gettext_lazy("The child does not want it"),
    "not_heard": gettext_lazy("The child could not be heard; the reason is written"),
}
_UNCLEAR = gettext_lazy("Heard; what the child wants is not clear")


def row(one: Transfer, url: str = "") -> dict[str, Any]:
    """One line."""
    state = TransferState(one.state)
    return {
        "url": url or reverse("transfer", args=[one.pk]),
        "number": one.number,
        "from": one.from_office.name,
        "to": one.to_office.name,
        "why": str(Why(one.why).label),
        "state": str(state.label),
        "tone": TONES[state],
        "at": one.decided_at or one.asked_at,
        "due": one.answer_due_at if state == TransferState.ASKED else None,
        "late": state == TransferState.ASKED and one.answer_due_at < now(),
    }


def proposal_row(one: Proposal) -> dict[str, Any]:
    """One line of what a worker proposes; never shown to the other office."""
    state = ProposalState(one.state)
    return {
        "url": reverse("transfer_proposal", args=[one.file_id, one.pk]),
        "number": one.file.number,
        "from": one.created_by.full_name,
        "to": one.office.name,
        "why": str(Why(one.why).label),
        "state": str(state.label),
        "tone": PROPOSED_TONES[state],
        "at": one.decided_at or one.created_at,
        "due": one.created_at + queries.SEEN_TO_WITHIN if state == ProposalState.PROPOSED else None,
    }


def on_work(actor: Actor) -> list[dict[str, Any]]:
    """For the worker's page of the day: what they proposed and the supervisor said no to, to read why."""
    return [proposal_row(one) for one in queries.declined_lately(actor)]


def proposal_page(one: Proposal) -> dict[str, Any]:
    """One proposal, for whoever sees the file."""
    decided = one.decided_by and one.decided_at and _beside(one.decided_by.full_name, words.day(one.decided_at.date()))
    return proposal_row(one) | {
        "head": _rows(
            (_("Proposed by"), _beside(one.created_by.full_name, words.day(one.created_at.date()))),
            (_("To"), _beside(one.office.name, one.office.organisation.name)),
            (_("Why"), str(Why(one.why).label)),
            (_("The reason in words"), one.reason),
            (_("What cannot wait"), one.urgent),
            (_("What was promised to the child"), one.promised),
            (_("What the child said"), one.view.views or one.view.not_obtained_because),
            (_("Answered by"), decided or ""),
            (_("In words"), one.answer),
            (
                _("What became of it"),
                _("The transfer that was asked for") if one.transfer_id else "",
                reverse("file_transfer", args=[one.file_id, one.transfer_id]) if one.transfer_id else "",
            ),
        ),
    }


def shared_facts(shared: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the other office sees before it accepts, in words."""
    place, says = shared.get("territory"), shared.get("child_agrees", "")
    territory = Territory.objects.filter(pk=place).first() if place else None
    rows = [
        (_("Urgency"), words.label("urgency", shared.get("urgency", ""))),
        (_("Risk"), words.label("risk_levels", shared.get("risk_level", ""))),
        (_("Age"), shared.get("age", "")),
        (_("Place"), str(territory) if territory else ""),
        (_("Languages"), ", ".join(str(one) for one in shared.get("languages", []))),
        (_("What the child says to the change"), str(_CHILD.get(says, _UNCLEAR)) if says else ""),
        (_("Open tasks"), "; ".join(_task(*one) for one in shared.get("due", [])) or _("None")),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def page(actor: Actor, one: Transfer) -> dict[str, Any]:
    """One transfer, as far as whoever looks may see: the facts while it waits, the words with the file."""
    handover = queries.handover_of(actor, one)
    waits = one.state == TransferState.ASKED
    return row(one) | {
        "facts": shared_facts(one.shared) if waits or handover else [],
        "head": _rows(
            (_("File"), one.number, reverse("file", args=[one.file_id]) if handover else ""),
            (_("From"), _beside(one.from_office.name, one.from_office.organisation.name)),
            (_("To"), _beside(one.to_office.name, one.to_office.organisation.name)),
            (_("Why"), str(Why(one.why).label)),
            (_("Asked by"), _beside(one.asked_by.full_name, words.day(one.asked_at.date()))),
            (_("Answer by"), words.day(one.answer_due_at.date()) if waits else ""),
            (
                _("Answered by"),
                _beside(one.decided_by.full_name, words.day(one.decided_at.date()))
                if one.decided_by and one.decided_at
                else "",
            ),
            (_("Taken over by"), one.worker.full_name if one.worker else ""),
            (_("Why not"), str(NotTaken(one.not_taken).label) if one.not_taken else ""),
            (_("In words"), one.answer),
        ),
        "words": handover
        and _rows(
            (_("The reason in words"), handover.reason),
            (_("What cannot wait"), handover.urgent),
            (_("What was promised to the child"), handover.promised),
            (_("What the child said"), handover.view.views or handover.view.not_obtained_because),
            (_("Told the child"), words.day(handover.told_on) if handover.told_on else ""),
            (_("How, and what the child said"), handover.told),
        ),
        "basis": words.shared_on(one.consent) if handover else [],
    }


def lists(actor: Actor, most: int) -> dict[str, list[dict[str, Any]]]:
    """What waits for an answer here, what workers propose, and the rest that the actor's offices asked for or took over."""
    waiting = list(queries.to_answer(actor)[:most])
    mine = {one.pk for one in waiting}
    rest = [one for one in queries.of_offices(actor)[:most] if one.pk not in mine]
    proposed = [proposal_row(one) for one in queries.to_see_to(actor)[:most]]
    return {"waiting": [row(one) for one in waiting], "proposed": proposed, "rest": [row(one) for one in rest]}


def of_file(file: CaseFile) -> dict[str, list[dict[str, Any]]]:
    """The transfers of a file, and what was proposed."""
    return {
        "rows": [row(one, reverse("file_transfer", args=[file.pk, one.pk])) for one in queries.of_file(file)],
        "proposals": [proposal_row(one) for one in queries.proposals_of(file)],
    }


def _task(kind: str, day: str) -> str:
    what = str(DeadlineKind(kind).label) if kind != queries.OTHER else _("Another task")
    return f"{what} ({words.day(dt.date.fromisoformat(day))})"


def _rows(*found: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"label": one[0], "value": one[1], "url": one[2] if len(one) > 2 else ""} for one in found if one[1]]


def _beside(*parts: str) -> str:
    """Several texts in one line, each in its own direction."""
    return " · ".join(map(isolated, parts))
