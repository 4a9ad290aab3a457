"""Ending triage. Where immediate danger was ever seen, two people agree."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import StepKind
from ..models import Report
from ..states import REPORT, SETTLED, ReportState
from .record_step import record_step
from .triage import add_reason


@transaction.atomic
def settle_report(*, report: Report, target: str, reason: str, by: Actor) -> Report:
    """Move a report on: ask for more, give it an outcome, close it.

    Raises:
        Refused: not this actor's; it becomes accepted only with a file; immediate danger needs a second person.
        WrongState: the target cannot follow.
        InvalidInput: an unknown state, or no reason.
    """
    state = _state(target)
    policies.settle_report.require(by, report, state)
    REPORT.move(report.state, state)
    _require_reason(reason)
    add_reason(report=report, text=reason, by=by)
    return _move(report, state, by)


@transaction.atomic
def propose_settling(*, report: Report, target: str, reason: str, by: Actor) -> Report:
    """Say how it should end and why; it stays as it is until a second person agrees.

    Raises:
        Refused: not this actor's; it becomes accepted only with a file.
        WrongState: the target cannot follow.
        InvalidInput: an unknown state, or no reason.
    """
    state = _state(target)
    policies.propose_settling.require(by, report, state)
    REPORT.move(report.state, state)
    _require_reason(reason)
    add_reason(report=report, text=reason, by=by)
    report.proposed_state, report.proposed_by_id = state, by.id
    report.version += 1
    report.save(update_fields=["proposed_state", "proposed_by", "version"])
    record_step(report=report, kind=StepKind.PROPOSED, by=by, before=report.state, after=state)
    return report


@transaction.atomic
def agree_to_settling(*, report: Report, by: Actor) -> Report:
    """Agree, as the second person, with what a colleague proposed.

    Raises:
        Refused: nothing is proposed, or the actor proposed it; not this actor's.
        WrongState: it has moved meanwhile.
    """
    policies.agree_to_settling.require(by, report)
    return _move(report, ReportState(report.proposed_state), by)


def _move(report: Report, state: ReportState, by: Actor) -> Report:
    before, report.state = report.state, REPORT.move(report.state, state)
    report.proposed_state, report.proposed_by_id = "", None
    report.version += 1
    if state in SETTLED:
        days = vocabulary.jurisdiction(report.taken_on).retention.report_not_taken_up_days
        report.expires_on = None if before == ReportState.ACCEPTED else today() + dt.timedelta(days=days)
    report.save(update_fields=["state", "proposed_state", "proposed_by", "version", "expires_on"])
    record_step(report=report, kind=StepKind.STATE, by=by, before=before, after=state)
    return report


def _state(target: str) -> ReportState:
    if target not in ReportState.values:
        raise InvalidInput({"target": _("Choose what should happen with this report.")})
    return ReportState(target)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput({"reason": _("Say in a few words why. Colleagues who come after you need it.")})
