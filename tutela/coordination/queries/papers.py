"""The minimum data set of a conference: what each part holds of the file now, as codes and days (R73, R74, P12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutela.care.api import PlanAction, Referral
from tutela.cases.api import CaseFile

from ..enums import Part

_OPEN_REFERRALS = ("sent", "received", "accepted", "started", "completed", "declined", "not_completed")


def compose(file: CaseFile, parts: Iterable[str], said: str = "") -> dict[str, Any]:
    """The chosen parts with their values, and what the child said; empty ones are left out."""
    makers = {
        Part.CHILD: _child,
        Part.RISK: lambda one: {"level": one.risk_level} if one.risk_level not in ("", "UNK") else {},
        Part.CARE: _care,
        Part.NEEDS: lambda one: {"languages": one.child.languages} if one.child.languages else {},
        Part.PLAN: _plan,
        Part.SERVICES: _services,
    }
    chosen = set(parts)
    found: dict[str, Any] = {part.value: makers[part](file) for part in Part if part.value in chosen}
    return {name: value for name, value in (found | {"said": said}).items() if value}


def _child(file: CaseFile) -> dict[str, Any]:
    child = file.child
    called = child.given_names.split(" ")[0] if child.given_names else ""
    ages = (
        ""
        if file.age_low is None
        else f"{file.age_low}–{file.age_high}"
        if file.age_low != file.age_high
        else str(file.age_low)
    )
    return {name: value for name, value in (("called", called), ("sex", child.sex), ("age", ages)) if value}


def _care(file: CaseFile) -> dict[str, Any]:
    found = file.carearrangements.filter(ended_on=None).order_by("-started_on").first()  # type: ignore[attr-defined]
    return {"kind": found.kind, "since": found.started_on.isoformat()} if found else {}


def _plan(file: CaseFile) -> list[dict[str, Any]]:
    rows = PlanAction.objects.filter(file=file).exclude(state="dropped").order_by("due_on")
    return [{"service": row.service, "on": row.due_on.isoformat(), "state": row.state} for row in rows]


def _services(file: CaseFile) -> list[dict[str, Any]]:
    rows = Referral.objects.filter(file=file, state__in=_OPEN_REFERRALS).order_by("sent_at")
    return [
        {"service": row.service, "on": row.sent_at.date().isoformat() if row.sent_at else "", "state": row.state}
        for row in rows
    ]
