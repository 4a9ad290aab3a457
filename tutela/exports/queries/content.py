"""What leaves of each file, read by and by: memory holds a batch, whatever the number of files.

Never in it, at any level: who reported, persons around the child, persons of concern, where the child stays, free text, notes of
supervision, the medical track, documents. Source: the minimum set of an individual referral (practice section 5), narrowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from tutela.care.api import FollowUp, PlanAction, Referral
from tutela.cases.api import CaseFile, Concern, ages_on, share_with_body, visible_to
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from ..enums import Level
from ..models import Export

BATCH = 200
"""Files at a time."""
IDENTITY = ("file_number", "given_names", "family_names", "birth")
"""What the level of codes leaves out."""
COLUMNS = (
    *("row", *IDENTITY, "sex", "age_low", "age_high", "territory", "file_type", "state", "risk_level", "urgency"),
    *("verification", "reported_in", "closed_in", "closure_reason", "nationality", "birth_registration", "schooling"),
    *("residence", "concerns", "contexts", "referrals", "plan_actions", "contacts"),
)
"""The fields of a row, in the order of the table."""


def wanted(export: Export, by: Actor) -> QuerySet[CaseFile]:
    """The files that the asker sees of this office, narrowed by what was asked."""
    found = visible_to(by).filter(office_id=export.office_id)
    if export.states:
        found = found.filter(state__in=export.states)
    if export.reported_from:
        found = found.filter(reported_on__gte=export.reported_from)
    if export.reported_until:
        found = found.filter(reported_on__lte=export.reported_until)
    return found


def batches(export: Export, by: Actor, after: Any = None) -> list[CaseFile]:
    """The next files by id, at most :data:`BATCH`."""
    found = wanted(export, by).select_related("child", "territory", "office").order_by("pk")
    return list((found.filter(pk__gt=after) if after else found)[:BATCH])


def may_leave(export: Export, file: CaseFile) -> bool:
    """Whether names of this file may go to the recipient's body: not where its law could punish the child, not of a child in
    exile (P13, R130). Codes alone name nobody."""
    return export.level == Level.CODES or share_with_body.allows(file, export.recipient.agency.organisation)


def rows(export: Export, files: Iterable[CaseFile], first: int) -> Iterator[dict[str, Any]]:
    """One row for each file; ``row`` counts from ``first``, and is the only name a file has at the level of codes."""
    files = list(files)
    ids = [file.pk for file in files]
    labels, contexts = _by_file(Concern, ids, "concerns"), _by_file(Concern, ids, "contexts")
    referrals = _pairs(Referral, ids, "service", "state")
    actions = _pairs(PlanAction, ids, "service", "state")
    contacts: dict[Any, int] = defaultdict(int)
    for file_id in FollowUp.objects.filter(file__in=ids).values_list("file_id", flat=True):
        contacts[file_id] += 1
    for number, file in enumerate(files, first):
        row = _codes(file) | {
            "row": number,
            "concerns": labels[file.pk],
            "contexts": contexts[file.pk],
            "referrals": referrals[file.pk],
            "plan_actions": actions[file.pk],
            "contacts": contacts[file.pk],
        }
        if export.level == Level.IDENTITY:
            row |= _identity(file)
        yield {name: row[name] for name in columns(export)}


def columns(export: Export) -> tuple[str, ...]:
    """The fields of this export's rows."""
    return tuple(name for name in COLUMNS if export.level == Level.IDENTITY or name not in IDENTITY)


def _codes(file: CaseFile) -> dict[str, Any]:
    ages = ages_on(file.child, today()) or (None, None)
    return {
        "sex": file.child.sex,
        "age_low": ages[0],
        "age_high": ages[1],
        "territory": file.territory.code,
        "file_type": file.file_type,
        "state": file.state,
        "risk_level": file.risk_level,
        "urgency": file.urgency,
        "verification": file.verification,
        "reported_in": f"{file.reported_on:%Y-%m}",
        "closed_in": f"{file.closed_at:%Y-%m}" if file.closed_at else "",
        "closure_reason": file.closure_reason,
        "nationality": file.child.nationality,
        "birth_registration": file.child.birth_registration,
        "schooling": file.child.schooling,
        "residence": file.child.residence,
    }


def _identity(file: CaseFile) -> dict[str, Any]:
    child = file.child
    return {
        "file_number": file.number,
        "given_names": str(child.given_names),
        "family_names": str(child.family_names),
        "birth": str(child.birth_stated),
    }


def _by_file(model: Any, ids: list[Any], field: str) -> dict[Any, list[str]]:
    found: dict[Any, set[str]] = defaultdict(set)
    for file_id, codes in model.objects.filter(file__in=ids).values_list("file_id", field):
        found[file_id] |= set(codes)
    return defaultdict(list, {file_id: sorted(codes) for file_id, codes in found.items()})


def _pairs(model: Any, ids: list[Any], *fields: str) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for file_id, *codes in model.objects.filter(file__in=ids).order_by("pk").values_list("file_id", *fields):
        found[file_id].append(":".join(codes))
    return found
