"""Following recommendations up: status apart from effect, and dates that never move silently."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.planning.api import Status

from ..enums import Effect
from ..models import Recommendation, StatusEntry, TargetDate
from ..policies import follow_up
from ..states import FOLLOW_UP


def set_status(
    *,
    recommendation: Recommendation,
    status: str,
    effect: str,
    by: Actor,
    reason: str = "",
    evidence: str = "",
    on: dt.date | None = None,
) -> StatusEntry:
    """A dated, signed statement. Effect is said apart: something can be implemented and change nothing.

    Raises:
        Refused: not whoever follows up.
        WrongState: this status cannot follow.
        InvalidInput: by field.
    """
    follow_up.require(by)
    held = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    if status != held.status:
        FOLLOW_UP.move(held.status, status)
    day = on or today()
    problems = {}
    if day > today():
        problems["on"] = _("This day has not come yet.")
    if status == Status.IMPOSSIBLE and not reason.strip():
        problems["reason"] = _("Say why it cannot be implemented.")
    if status == Status.IMPLEMENTED and not evidence.strip():
        problems["evidence"] = _("Name the evidence that it was implemented.")
    if effect not in (Effect.NOT_ASSESSED, held.effect) and not evidence.strip():
        problems["evidence"] = _("Name the evidence for this effect.")
    if problems:
        raise InvalidInput(problems)
    entry = StatusEntry(
        recommendation=held, status=status, reason=reason, effect=effect, evidence=evidence, on=day, by_id=by.id
    )
    entry.save(force_insert=True)
    if status != held.status:
        held.status, held.status_on = status, day
    held.effect = effect
    _touch(held, by, ["status", "status_on", "effect"])
    audit.record(
        by=by,
        action="recommendation_status_set",
        subject=f"recommendation:{held.pk}",
        details={"status": status, "effect": effect},
    )
    return entry


def set_target(*, recommendation: Recommendation, due_on: dt.date, by: Actor, why: str = "") -> TargetDate:
    """Set the date, or a later one beside it; the first stays and is what counts as met or missed.

    Raises:
        Refused: not whoever follows up.
        InvalidInput: a second date without a reason, or the same date again.
    """
    follow_up.require(by)
    held = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    if held.due_on == due_on:
        raise InvalidInput({"due_on": _("This is the date already.")})
    if held.original_due_on is not None and not why.strip():
        raise InvalidInput({"why": _("A date is there already. Say why it moves; the first date stays visible.")})
    target = TargetDate(recommendation=held, due_on=due_on, reason=why, by_id=by.id)
    target.save(force_insert=True)
    held.original_due_on = held.original_due_on or due_on
    held.due_on = due_on
    _touch(held, by, ["original_due_on", "due_on"])
    audit.record(
        by=by,
        action="recommendation_target_set",
        subject=f"recommendation:{held.pk}",
        details={"due_on": str(due_on), "first": str(held.original_due_on)},
    )
    return target


def _touch(held: Recommendation, by: Actor, fields: list[str]) -> None:
    held.version += 1
    held.changed_at, held.changed_by_id = now(), by.id
    held.save(update_fields=[*fields, "version", "changed_at", "changed_by"])
