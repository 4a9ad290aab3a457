"""Accepting a report for a child's file: asked by the cases screen, which alone knows files."""

from __future__ import annotations

import uuid

from django.db import transaction

from tutela.kernel.actor import Actor

from .. import policies
from ..enums import StepKind
from ..queries.facts import IntakeFacts, facts_of
from ..queries.reports import get_report
from ..states import REPORT, ReportState
from .record_step import record_step


@transaction.atomic
def take_report(*, report_id: uuid.UUID, by: Actor) -> IntakeFacts:
    """Move a report in triage to accepted and give its facts, in the caller's transaction.

    Raises:
        NotHere: missing, or not for this actor.
        Refused: not in hand, or not this actor's.
        WrongState: it is settled already.
    """
    report = get_report(by, report_id)
    policies.take_report.require(by, report)
    before, report.state = report.state, REPORT.move(report.state, ReportState.ACCEPTED)
    report.proposed_state, report.proposed_by_id, report.expires_on = "", None, None
    report.version += 1
    report.save(update_fields=["state", "version", "proposed_state", "proposed_by", "expires_on"])
    record_step(report=report, kind=StepKind.STATE, by=by, before=before, after=report.state)
    return facts_of(report)
