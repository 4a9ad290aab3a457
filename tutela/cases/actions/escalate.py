"""Carrying lateness up: worker → supervisor → district head → national duty officer (R21, P21). Run by the worker process."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import Deadline

STEPS = ("file_work", "supervisor", "district_head", "duty_officer")
LAST_STEP = len(STEPS) - 1
STEP_EVERY = dt.timedelta(hours=24)
STEP_EVERY_WHEN_URGENT = dt.timedelta(hours=4)
_URGENT = ("assignment", "first_contact", "safety_plan", "flight_contact", "liberty", "health_step")


@transaction.atomic
def escalate_overdue(*, by: Actor) -> int:
    """Move every overdue deadline one step up when its time at the present step has passed; returns how many moved."""
    moved = 0
    overdue = Deadline.objects.filter(done_at=None, cancelled_at=None, due_at__lt=now(), step__lt=LAST_STEP)
    for deadline in overdue.select_related("file"):
        if not _time_to_move(deadline):
            continue
        deadline.step += 1
        deadline.escalated_at = now()
        deadline.with_user = _whose(deadline)
        deadline.save(update_fields=["step", "escalated_at", "with_user"])
        moved += 1
        audit.record(
            by=by,
            action="deadline_escalated",
            subject=f"cases.deadline:{deadline.pk}",
            about=str(deadline.file.child_id),
            details={"kind": deadline.kind, "to": STEPS[deadline.step]},
        )
    return moved


def _time_to_move(deadline: Deadline) -> bool:
    if deadline.step == 0 or deadline.escalated_at is None:
        return True
    pause = STEP_EVERY_WHEN_URGENT if deadline.kind in _URGENT else STEP_EVERY
    return now() - deadline.escalated_at >= pause


def _whose(deadline: Deadline) -> accounts.User | None:
    found = accounts.users_in_role(STEPS[deadline.step], deadline.office_id)
    return found[0] if found else None
