"""Findings: what holds on a day, what changed between two days, how two States differ."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from tutela.kernel.errors import NotHere
from tutela.registers.api import standards

from ..models import DutyReport, Finding, WatchedState


@dataclass(frozen=True)
class Compared:
    """One question with what was found on two sides; ``None`` where nothing was assessed."""

    question: standards.Question
    left: Finding | None
    right: Finding | None

    @property
    def differs(self) -> bool:
        """Whether the two levels differ."""
        return (self.left and self.left.level) != (self.right and self.right.level)


def holding(state: WatchedState, on: dt.date) -> dict[str, Finding]:
    """The newest finding on each question that was assessed by ``on``."""
    found = (
        Finding.objects.filter(state=state, assessed_on__lte=on)
        .select_related("assessed_by", "reviewed_by")
        .order_by("question", "-assessed_on", "-assessed_at")
        .distinct("question")
    )
    return {finding.question: finding for finding in found}


def compare(left: tuple[WatchedState, dt.date], right: tuple[WatchedState, dt.date]) -> list[Compared]:
    """Two days of one State, or two States, question by question."""
    before, after = holding(*left), holding(*right)
    return [
        Compared(question, before.get(code), after.get(code)) for code, question in standards.assessed_questions().items()
    ]


def history(state: WatchedState, question: str) -> QuerySet[Finding]:
    """Every finding on a question, newest first."""
    found = Finding.objects.filter(state=state, question=question)
    return found.select_related("assessed_by", "reviewed_by").prefetch_related("provisions")


def finding(finding_id: uuid.UUID) -> Finding:
    """One finding.

    Raises:
        NotHere: there is none.
    """
    found = Finding.objects.filter(pk=finding_id).select_related("state").first()
    if found is None:
        raise NotHere
    return found


def is_newest(one: Finding) -> bool:
    """Whether nothing newer stands on the question."""
    newest = (
        Finding.objects.filter(state=one.state_id, question=one.question).order_by("-assessed_on", "-assessed_at").first()
    )
    return newest is not None and newest.pk == one.pk


def waiting_for_review() -> QuerySet[Finding]:
    """The newest findings that nobody else has looked at."""
    newest = Finding.objects.order_by("state_id", "question", "-assessed_on", "-assessed_at").distinct(
        "state_id", "question"
    )
    return Finding.objects.filter(pk__in=newest.values("pk"), reviewed_by=None).select_related("state", "assessed_by")


def missing_duty_reports(on: dt.date) -> QuerySet[DutyReport]:
    """Reports of companies that did not come."""
    return DutyReport.objects.filter(due_on__lt=on, received_on=None).select_related("duty")
