"""The tone of a code; a word always stands beside it."""

from __future__ import annotations

from typing import Any

from tutela.planning.api import Status
from tutela.ui.presenters import Cell

from ..enums import Level, Standing

TONES = {
    Level.MET: "success",
    Level.PARTLY: "warning",
    Level.NOT_MET: "danger",
    Level.NOT_APPLICABLE: "neutral",
    Level.NOT_ASSESSED: "neutral",
    Standing.PARTY: "success",
    Standing.CONSENTED: "info",
    Standing.SIGNED: "warning",
    Standing.WITHDRAWN: "danger",
    Standing.NONE: "neutral",
    Status.NOT_STARTED: "neutral",
    Status.IN_PROGRESS: "info",
    Status.IMPLEMENTED: "success",
    Status.IMPOSSIBLE: "danger",
}


def mark(choice: Any) -> Cell:
    """A choice as a mark with its tone."""
    return Cell(choice.label, tone=TONES[choice])
