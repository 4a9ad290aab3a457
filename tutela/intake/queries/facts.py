"""What a file may know of the report it came from."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from tutela.directory.api import Office, Territory

from ..enums import AGES
from ..models import Report


@dataclass(frozen=True)
class IntakeFacts:
    """What a file may know of the report it came from: codes and days. Never who reported, never the words (P8)."""

    report_id: uuid.UUID
    channel: str
    taken_on: dt.date
    urgency: str
    territory: Territory
    office: Office
    age_band: str
    age_low: int | None
    age_high: int | None
    category: str
    verification: str
    language: str


def facts_of(report: Report) -> IntakeFacts:
    """The facts of a report the caller has fetched by the rule."""
    low, high = AGES.get(report.age_band, (None, None))
    return IntakeFacts(
        report_id=report.pk,
        channel=report.channel,
        taken_on=report.taken_on,
        urgency=report.urgency,
        territory=report.territory,
        office=report.office,
        age_band=report.age_band,
        age_low=low,
        age_high=high,
        category=report.category,
        verification=report.verification,
        language=report.language,
    )
