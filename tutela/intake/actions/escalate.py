"""Carrying lateness up: officer → supervisor → district head → national duty officer (R21, P21). Run by the worker."""

from __future__ import annotations

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import DueKind, StepKind
from ..models import Report
from ..states import WAITING
from .record_step import record_step

STEPS = ("intake_officer", "supervisor", "district_head", "duty_officer")
LAST_STEP = len(STEPS) - 1
OVERSIGHT_ROLE = "ombudsperson"
"""What lies with the independent mechanism climbs nowhere else."""


@transaction.atomic
def escalate_overdue_reports(*, by: Actor) -> int:
    """Carry every overdue report one step up when its time at the present step has passed; returns how many.

    A step lasts as long as the triage of that urgency may take. A step that nobody holds is passed over.

    Raises:
        Refused: a person asks.
    """
    policies.escalate_reports.require(by)
    overdue = Report.objects.filter(state__in=WAITING, due_at__lt=now(), escalation_step__lt=LAST_STEP)
    moved = [report for report in overdue.select_for_update() if _time_to_move(report)]
    for report in moved:
        _escalate(report, by)
    return len(moved)


def _escalate(report: Report, by: Actor) -> None:
    before = STEPS[report.escalation_step]
    for step in range(report.escalation_step + 1, len(STEPS)):
        role = OVERSIGHT_ROLE if report.oversight else STEPS[step]
        found = accounts.users_in_role(role, report.office_id)
        report.escalation_step = step
        report.escalated_to = found[0] if found else None
        if found:
            break
    report.escalated_at = now()
    report.version += 1
    report.save(update_fields=["escalation_step", "escalated_to", "escalated_at", "version"])
    after = STEPS[report.escalation_step]
    record_step(report=report, kind=StepKind.ESCALATED, by=by, before=before, after=after)


def _time_to_move(report: Report) -> bool:
    if report.escalated_at is None:
        return True
    pause = vocabulary.deadline(DueKind.TRIAGE, report.urgency, on=report.taken_on)
    return now() - report.escalated_at >= pause
