"""Dates that come near or have passed, and the step of the ladder each has reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.planning.api import Activity, Decision, Status

from ..enums import Step
from ..models import DutyReport, Recommendation, ReportDue

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LADDER = ((Step.T30, -30), (Step.T7, -7), (Step.DUE, 0), (Step.LATE14, 14), (Step.LATE30, 30))
SILENT_AFTER = 37
"""A week after the last step nothing is said any more, however late it is; the screens go on showing it."""
ESCALATED = frozenset({Step.LATE14, Step.LATE30})


@dataclass(frozen=True)
class Due:
    """Something with a date: ``subject`` is ``kind:id``; ``permission`` whose task it is; ``name`` a code, never a text."""

    subject: str
    kind: str | _StrPromise
    name: str
    due_on: dt.date
    permission: str

    def step(self, on: dt.date) -> Step | None:
        """The newest step reached by a day; ``None`` before the first and after the end of the ladder."""
        days = (on - self.due_on).days
        if days > SILENT_AFTER:
            return None
        return next((step for step, start in reversed(LADDER) if days >= start), None)


def due_items() -> Iterator[Due]:
    """Everything with a date that is not done."""
    for report in ReportDue.objects.filter(submitted_on=None, state__own=True).select_related("state"):
        yield Due(f"report:{report.pk}", _("Report"), f"{report.instrument} {report.kind}", report.due_on, P.LAW_KEEP)
    waiting = Recommendation.objects.filter(due_on__isnull=False, superseded_by=None, state__own=True)
    for one in waiting.exclude(status__in=(Status.IMPLEMENTED, Status.IMPOSSIBLE)).only("code", "due_on"):
        yield Due(f"recommendation:{one.pk}", _("Recommendation"), one.code, one.due_on, P.RECOMMENDATION_KEEP)  # type: ignore[arg-type]
    for activity in Activity.objects.exclude(status__in=(Status.IMPLEMENTED, Status.IMPOSSIBLE)):
        yield Due(f"activity:{activity.pk}", _("Activity"), activity.code, activity.ends_on, P.PLAN_KEEP)
    for decision in Decision.objects.filter(done_on=None):
        yield Due(f"decision:{decision.pk}", _("Decision"), decision.code, decision.due_on, P.PLAN_KEEP)
    for duty in DutyReport.objects.filter(received_on=None).select_related("duty"):
        yield Due(f"duty:{duty.pk}", _("Report on a duty"), f"{duty.duty.code} {duty.company}", duty.due_on, P.LAW_KEEP)


def near(on: dt.date) -> list[tuple[Due, Step]]:
    """What stands on the ladder today, the earliest date first."""
    found = [(due, step) for due in due_items() if (step := due.step(on)) is not None]
    return sorted(found, key=lambda entry: (entry[0].due_on, entry[0].name))
