"""How good an office's records are (R34): what is known, what was done in time, what contradicts itself, what is overdue.

For the office itself, from its own files under its own rights; shares of counts, never one mark for everything.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from tutela.cases.api import NOT_OPEN, CaseFile, Concern, Deadline, FileState
from tutela.directory.api import Office
from tutela.kernel.clock import now

COUNTED = dt.timedelta(days=365)
"""Files that are open, or were closed within this time."""
IN_TIME = dt.timedelta(days=90)
"""Deadlines that fell due within this time."""
ITEMS = {
    "sex": "child__sex",
    "age_basis": "child__age_basis",
    "birth_registration": "child__birth_registration",
    "nationality": "child__nationality",
    "disability": "child__disability",
    "schooling": "child__schooling",
    "report_channel": "report_channel",
    "risk_level": "risk_level",
}
"""Items of the dictionary that every file should answer, and where each stands. “Refused” is an answer."""
OPEN_QUESTIONS = ("", "UNK", "NAS", "unknown")
LONGEST = 20
"""Files named of one office."""


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``; no share of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down: 99.9 is not everything."""
        return 100 * self.part // self.whole if self.whole else None


@dataclass(frozen=True)
class ToMend:
    """A file with what is not known in it and what contradicts itself: codes of :data:`ITEMS` and of :data:`FAULTS`."""

    pk: uuid.UUID
    number: str
    unknown: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Quality:
    """One office. ``items``: each item's share; ``complete``: all of them together."""

    office: Office
    files: int
    items: dict[str, Share]
    in_time: Share
    overdue: int
    consistent: Share
    to_mend: tuple[ToMend, ...]

    @property
    def complete(self) -> Share:
        """Answers known, of those asked."""
        return Share(sum(one.part for one in self.items.values()), sum(one.whole for one in self.items.values()))


_IS_OPEN = ~Q(state__in=NOT_OPEN)
FAULTS: dict[str, Q] = {
    "contact_before_report": Q(first_contact_on__lt=F("reported_on")),
    "no_next_day": _IS_OPEN & Q(next_contact_on=None),
    "no_concern": _IS_OPEN & ~Q(state=FileState.TRIAGED) & Q(has_concern=False),
    "age_not_known": Q(age_low=None) | Q(age_high=None),
    "age_upside_down": Q(age_low__gt=F("age_high")),
}
"""What cannot be, or must not be left so: the words are the presenter's."""


def quality(offices: Collection[uuid.UUID]) -> list[Quality]:
    """Each of the offices that holds files, by its name."""
    found = Office.objects.filter(pk__in=offices, holds_files=True).order_by("name")
    files, times = _files(offices), _times(offices)
    return [_of(office, files.get(office.pk, {}), times.get(office.pk, {})) for office in found]


def _of(office: Office, files: dict[str, int], times: dict[str, int]) -> Quality:
    whole = files.get("whole", 0)
    return Quality(
        office=office,
        files=whole,
        items={item: Share(files.get(f"known_{item}", 0), whole) for item in ITEMS},
        in_time=Share(times.get("kept", 0), times.get("due", 0)),
        overdue=times.get("overdue", 0),
        consistent=Share(files.get("sound", 0), whole),
        to_mend=_to_mend(office.pk) if whole else (),
    )


def _counted(offices: Collection[uuid.UUID]) -> Any:
    concerns = Concern.objects.filter(file=OuterRef("pk"))
    files = CaseFile.objects.filter(office_id__in=offices).exclude(state=FileState.NOT_ACCEPTED)
    files = files.exclude(closure_reason="ERROR").filter(_IS_OPEN | Q(closed_at__gte=now() - COUNTED))
    return files.annotate(has_concern=Exists(concerns))


def _files(offices: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    known = {f"known_{item}": Count("pk", filter=~_not_known(item)) for item in ITEMS}
    rows = _counted(offices).values("office_id").annotate(whole=Count("pk"), faulty=Count("pk", filter=_faulty()), **known)
    return {row.pop("office_id"): row | {"sound": row["whole"] - row["faulty"]} for row in rows}


def _not_known(item: str) -> Q:
    return Q(**{f"{ITEMS[item]}__in": OPEN_QUESTIONS})


def _faulty() -> Q:
    return functools.reduce(operator.or_, FAULTS.values())


def _times(offices: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    moment = now()
    fell_due = Q(due_at__range=(moment - IN_TIME, moment))
    rows = (
        Deadline.objects.filter(office_id__in=offices, cancelled_at=None)
        .order_by()
        .values("office_id")
        .annotate(
            due=Count("pk", filter=fell_due),
            kept=Count("pk", filter=fell_due & Q(done_at__lte=F("due_at"))),
            overdue=Count("pk", filter=Q(done_at=None, due_at__lt=moment)),
        )
    )
    return {row["office_id"]: {name: row[name] for name in ("due", "kept", "overdue")} for row in rows}  # type: ignore[literal-required]


def _to_mend(office: uuid.UUID) -> tuple[ToMend, ...]:
    """The open files with the most to mend; the longest waiting first among equals."""
    wrong = {f"unknown_{item}": _one_if(_not_known(item)) for item in ITEMS} | {
        f"fault_{name}": _one_if(fault) for name, fault in FAULTS.items()
    }
    files = _counted([office]).filter(_IS_OPEN).annotate(**wrong).annotate(much=sum((F(name) for name in wrong), Value(0)))
    rows = files.filter(much__gt=0).order_by("-much", "reported_on", "pk").values("pk", "number", *wrong)
    return tuple(
        ToMend(
            row["pk"],
            row["number"],
            tuple(item for item in ITEMS if row[f"unknown_{item}"]),
            tuple(name for name in FAULTS if row[f"fault_{name}"]),
        )
        for row in rows[:LONGEST]
    )


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))
