"""From a triaged report to a file: a new one, or one that is there already (R16, R20, R25)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from tutela.audit import api as audit
from tutela.intake import api as intake
from tutela.kernel.actor import Actor

from ..models import CaseFile
from ..policies.file import see_file
from .open_file import Opening, link_report, open_file


@dataclass(frozen=True)
class Told:
    """What the officer typed about the child; never the report's words, never who reported (P8)."""

    given_names: str = ""
    family_names: str = ""
    sex: str = "UNK"
    age_low: int | None = None
    age_high: int | None = None
    file_type: str = "child_at_risk"


@transaction.atomic
def open_from_report(*, report_id: uuid.UUID, by: Actor, told: Told) -> CaseFile:
    """Accept the report and open a file for its child in the same office; both or neither.

    Raises:
        NotHere, Refused, WrongState: the report is not this actor's to take, or it is settled.
        InvalidInput: what was typed about the child cannot be right.
    """
    facts = intake.take_report(report_id=report_id, by=by)
    opening = Opening(
        given_names=told.given_names,
        family_names=told.family_names,
        sex=told.sex,
        age_low=told.age_low,
        age_high=told.age_high,
        file_type=told.file_type,
        urgency=facts.urgency,
        channel=facts.channel,
        verification=facts.verification,
        reported_on=facts.taken_on,
        report_id=facts.report_id,
    )
    file = open_file(by=by, office=facts.office, territory=facts.territory, opening=opening)
    audit.record(by=by, action="report_taken", subject=f"intake.report:{report_id}", about=str(file.child_id))
    return file


@transaction.atomic
def link_from_report(*, report_id: uuid.UUID, by: Actor, file: CaseFile) -> CaseFile:
    """Accept the report for a file that is there; the actor must see the file.

    Raises:
        Refused: the actor does not see the file, or the report is not theirs to take.
        NotHere, WrongState: the report is missing or settled.
    """
    see_file.require(by, file)
    facts = intake.take_report(report_id=report_id, by=by)
    link_report(file=file, report_id=facts.report_id, channel=facts.channel, by=by)
    return file
