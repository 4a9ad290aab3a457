"""A bundle in words: what is here, what it would change, what is wrong with it."""

from __future__ import annotations

from typing import Any

from tutela.kernel.actor import Actor
from tutela.kernel.carrying import Difference, Rows, Standing

from . import policies
from .enums import StandingWord
from .models import BundleImport
from .queries.bundle import KINDS
from .queries.looking import Preview
from .states import ImportState

SHOWN = 300
"""Most rows on a page."""
CHANGES = 30
"""Most values of one row on a page."""
LONGEST = 160
_TONES = {"new": "success", "changed": "warning", "same": "neutral", "left": "info"}
_STATES = {"waiting": "warning", "in_force": "success", "set_aside": "neutral"}
_TITLES = {kind.name: kind.title for kind in KINDS}


def kinds(rows: dict[str, Rows]) -> list[dict[str, Any]]:
    """What a bundle would take from here, and how much of it."""
    return [{"title": str(kind.title), "count": len(rows[kind.name])} for kind in KINDS]


def preview(found: Preview) -> dict[str, Any]:
    """How many rows stand how, those that would be written, and every fault."""
    return {
        "counts": _counts(found.counts),
        "rows": [_row(one) for one in found.written[:SHOWN]],
        "more": max(0, len(found.written) - SHOWN),
        "left": [_row(one) for one in found.differences if one.standing is Standing.LEFT][:SHOWN],
        "faults": [
            {"member": one.member, "row": one.row, "field": one.field, "sentence": one.sentence}
            for one in found.faults[:SHOWN]
        ],
    }


def row(one: BundleImport) -> dict[str, Any]:
    """A bundle in the list."""
    return {
        "pk": one.pk,
        "state": ImportState(one.state).label,
        "tone": _STATES[one.state],
        "made_at": one.made_at,
        "product": one.product,
        "looked_at": one.looked_at,
        "looked_at_by": one.looked_at_by.full_name,
        "ended_at": one.ended_at,
        "ended_by": one.ended_by.full_name if one.ended_by else "",
        "reason": one.reason,
        "counts": _counts(one.counts),
        "changes": one.counts.get("new", 0) + one.counts.get("changed", 0),
        "digest": one.digest[:16],
    }


def may(actor: Actor, one: BundleImport) -> dict[str, Any]:
    """What may be done with it, and why not."""
    reason = policies.put_in_force.why_not(actor, one)
    return {
        "put_in_force": reason is None,
        "why_not": str(reason.label) if reason is not None and one.state == ImportState.WAITING else "",
        "set_aside": policies.set_aside.allows(actor, one),
        "alone": policies.needs_reason(actor, one),
    }


def _counts(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"word": StandingWord(one.value).label, "count": counts.get(one.value, 0), "tone": _TONES[one.value]}
        for one in Standing
    ]


def _row(one: Difference) -> dict[str, Any]:
    return {
        "kind": str(_TITLES[one.kind]),
        "key": one.key,
        "word": StandingWord(one.standing.value).label,
        "tone": _TONES[one.standing.value],
        "changes": [{"field": it.field, "old": _short(it.old), "new": _short(it.new)} for it in one.changes[:CHANGES]],
        "more": max(0, len(one.changes) - CHANGES),
    }


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
