"""Opening a file, from a triaged report or directly; linking a further report to a file that is there."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from ..age import BirthRange
from ..enums.file import DeadlineKind
from ..models import CaseFile, Child, LinkedReport
from ..policies.file import open_file as may_open
from ..policies.file import see_file, unmerged
from .deadlines import set_deadline, time_for
from .index_names import index_names

_CODES = {
    "sex": "sexes",
    "urgency": "urgency",
    "channel": "report_channels",
    "file_type": "file_types",
    "verification": "verification",
}
_RISK_OF_URGENCY = {"immediate_danger": "high", "within_24_hours": "high", "within_48_hours": "medium"}


@dataclass(frozen=True)
class Opening:
    """What is known when a file is opened: a worry and a place are enough (R20). Codes are those of the vocabulary."""

    given_names: str = ""
    family_names: str = ""
    sex: str = "UNK"
    age_low: int | None = None
    age_high: int | None = None
    urgency: str = "planned"
    channel: str = "walk_in"
    file_type: str = "child_at_risk"
    verification: str = "suspected"
    reported_on: dt.date = field(default_factory=today)
    report_id: uuid.UUID | None = None
    clocks_from: dt.datetime | None = None
    """When the first deadlines start; now, unless the file comes from an existing record."""


@transaction.atomic
def open_file(*, by: Actor, office: Office, territory: Territory, opening: Opening) -> CaseFile:
    """Make a child with a data key, a file in state “triaged”, and its first deadlines.

    Raises:
        Refused: the actor opens no files for this office.
        InvalidInput: unknown codes, ages that make no sense, an office that holds no files.
    """
    may_open.require(by, office.pk)
    _check(office, opening)
    born = BirthRange()
    if opening.age_low is not None and opening.age_high is not None:
        born = BirthRange.from_ages(opening.age_low, opening.age_high, opening.reported_on)
    starts = opening.clocks_from or now()
    child_id = uuid7()
    keys.create_key(child_id, "child")
    child = Child.objects.create(
        id=child_id,
        key_id=child_id,
        given_names=opening.given_names,
        family_names=opening.family_names,
        sex=opening.sex,
        born_earliest=born.earliest.isoformat() if born.earliest else "",
        born_latest=born.latest.isoformat() if born.latest else "",
        age_basis="estimate" if born.latest else "UNK",
        presumed_child_until=born.presumed_until(),
        home_territory=territory,
    )
    file = CaseFile.objects.create(
        child=child,
        office=office,
        territory=territory,
        opened_by_id=by.id,
        file_type=opening.file_type,
        verification=opening.verification,
        urgency=opening.urgency,
        report_id=opening.report_id,
        report_channel=opening.channel,
        reported_on=opening.reported_on,
        age_low=opening.age_low,
        age_high=opening.age_high,
        opened_at=now(),
        next_contact_on=_due("first_contact", opening.urgency, starts).date(),
    )
    index_names(child=child, by=by)
    set_deadline(file=file, kind=DeadlineKind.ASSIGNMENT, due_at=_due("assignment", opening.urgency, starts), by=by)
    set_deadline(file=file, kind=DeadlineKind.FIRST_CONTACT, due_at=_due("first_contact", opening.urgency, starts), by=by)
    audit.record(
        by=by,
        action="file_opened",
        subject=f"cases.file:{file.pk}",
        about=str(child.pk),
        details={"channel": opening.channel, "urgency": opening.urgency},
    )
    return file


@transaction.atomic
def link_report(*, file: CaseFile, report_id: uuid.UUID, channel: str, by: Actor) -> LinkedReport:
    """Note that a further report is about the child of this file (R16, R25).

    Raises:
        Refused: the actor does not see the file.
    """
    see_file.require(by, file)
    unmerged.require(file)
    link, _created = LinkedReport.objects.get_or_create(
        file=file, report_id=report_id, defaults={"channel": channel, "linked_by_id": by.id}
    )
    audit.record(
        by=by,
        action="report_linked",
        subject=f"intake.report:{report_id}",
        about=str(file.child_id),
        details={"channel": channel},
    )
    return link


def _due(item: str, urgency: str, starts: dt.datetime) -> dt.datetime:
    return starts + time_for(item, _RISK_OF_URGENCY.get(urgency, "low"))


def _check(office: Office, opening: Opening) -> None:
    problems = {}
    for name, list_id in _CODES.items():
        if not vocabulary.is_code(list_id, getattr(opening, name)):
            problems[name] = _("This is not one of the known answers. Choose one from the list.")
    low, high = opening.age_low, opening.age_high
    if (low is None) != (high is None):
        problems["age_low"] = _("Give both the youngest and the oldest age that seem possible, or neither.")
    elif low is not None and high is not None and not 0 <= low <= high <= 25:
        problems["age_low"] = _("The ages must lie between 0 and 25, the youngest first.")
    elif low is not None and low >= 18:
        problems["age_low"] = _("A file is opened for someone who may be under 18. For an adult, refer to an adult service.")
    if opening.reported_on > today():
        problems["reported_on"] = _("The report cannot come from the future. Check the day.")
    if not office.holds_files:
        problems["office"] = _("This office holds no files. Choose the office that will be responsible.")
    if problems:
        raise InvalidInput(problems)
