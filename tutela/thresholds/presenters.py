"""Changes of a file's kind in words."""

from __future__ import annotations

from typing import Any

from tutela.cases.api import words
from tutela.kernel.rules import Reason

from .enums import NotOurs, Passed, ThresholdReason
from .models import KindChange, NotAccepted


def row(change: KindChange) -> dict[str, Any]:
    """One change: from, to, when, by whom, why, and what passed the threshold then."""
    return {
        "was": words.label("file_types", change.was),
        "now": words.label("file_types", change.now),
        "at": change.created_at,
        "by": change.created_by.full_name,
        "words": change.words,
        "grounds": [str(Passed(ground).label) for ground in change.grounds],
    }


def declined_row(one: NotAccepted) -> dict[str, Any]:
    """A file that was not accepted: why, when, by whom, and where whoever asked was pointed to."""
    return {
        "why": str(NotOurs(one.why).label),
        "at": one.created_at,
        "by": one.created_by.full_name,
        "words": one.words,
        "pointed_to": one.pointed_to,
    }


def held_back(reason: Reason | None) -> str:
    """Why a supervisor cannot send this file away, where that is worth saying."""
    return str(reason.label) if reason in (ThresholdReason.DANGER, ThresholdReason.HELP_RUNS) else ""
