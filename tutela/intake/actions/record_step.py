"""One line of history, by whichever action; the action itself audits."""

from __future__ import annotations

import uuid

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import moved_to, now

from ..enums import StepKind
from ..models import Report, ReportStep


def record_step(*, report: Report, kind: StepKind, by: Actor, before: str = "", after: str = "") -> ReportStep:
    """Add a line to the report's history and an event to the audit chain; both hold codes only."""
    audit.record(
        by=by,
        action=f"report_{kind.value}",
        subject=f"intake.report:{report.pk}",
        details={"before": before, "after": after},
    )
    return ReportStep.objects.create(report=report, kind=kind, before=before, after=after, at=now(), by_id=by.id)


def record_by_the_hour(*, by: Actor, action: str, report_id: uuid.UUID, **details: str) -> None:
    """An event about a reporter's own doing, without its minute: the exact time could tell who sat at which computer."""
    with moved_to(now().replace(minute=0, second=0, microsecond=0)):
        audit.record(by=by, action=action, subject=f"intake.report:{report_id}", details=details)
