"""Pairs of records that may be one child in words: the queue, and the page of one pair."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, DuplicateState, FileState, PossibleDuplicate, words
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from ..enums.pairs import SAID, Verdict
from ..queries.pairs import files_of
from .comparison import side_by_side

STATE_TONE = {
    DuplicateState.OPEN: "warning",
    DuplicateState.PROPOSED: "info",
    DuplicateState.LINKED: "success",
    DuplicateState.APART: "neutral",
}


def pair_row(pair: PossibleDuplicate) -> dict[str, Any]:
    """A row of the queue."""
    state = DuplicateState(pair.state)
    return {
        "url": reverse("duplicate", args=[pair.pk]),
        "one": words.child_name(pair.one),
        "other": words.child_name(pair.other),
        "ages": (words.age(pair.one, today()), words.age(pair.other, today())),
        "likely": likely(pair),
        "state": str(state.label),
        "tone": STATE_TONE[state],
        "since": pair.proposed_at or pair.found_at,
        "by": pair.proposed_by.full_name if pair.proposed_by else "",
    }


def likely(pair: PossibleDuplicate) -> str:
    """How likely, in words; a pair that a person named says so."""
    if pair.likelihood is None:
        return _("Named by a colleague")
    if pair.likelihood >= 0.95:
        return _("Nearly certain")
    return _("Likely") if pair.likelihood >= 0.5 else _("Possible")


def pair_page(actor: Actor, pair: PossibleDuplicate) -> dict[str, Any]:
    """The page of a pair: the two records side by side, the files of each, and what was said of the pair."""
    files = (files_of(actor, pair.one), files_of(actor, pair.other))
    return {
        "compared": side_by_side((_("Earlier record"), _("Later record")), (pair.one, pair.other), files),
        "files": [[_file(file) for file in side] for side in files],
        "likely": likely(pair),
        "state": str(DuplicateState(pair.state).label),
        "tone": STATE_TONE[DuplicateState(pair.state)],
        "steps": [
            {"at": step.at, "by": step.by.full_name, "what": str(SAID[Verdict(step.verdict)]), "reason": step.reason}
            for step in pair.steps.select_related("by").order_by("-at", "-pk")
        ],
    }


def _file(file: CaseFile) -> dict[str, Any]:
    return {
        "url": words.file_url(file),
        "number": file.number,
        "office": str(file.office),
        "state": str(FileState(file.state).label),
        "tone": words.STATE_TONE[FileState(file.state)],
        "worker": file.worker.full_name if file.worker else _("Nobody yet"),
        "opened": file.opened_at,
    }
