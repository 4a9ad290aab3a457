"""Lists across files: proceedings and legal steps of the files somebody sees; and, from the database without a name, the children who
are held (for the independent mechanism) and the breaches (for data protection)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from tutela.cases.api import visible_to
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from ..models import Claim, ClaimPayment, Cost, LegalTask, Proceeding, ProceedingStage
from ..states import RunState, Stage

SHOWN = 100
OVER = (Stage.ENFORCED, Stage.DISCONTINUED)


@dataclass(frozen=True)
class HeldChild:
    """A child who is held: where and since when, never who."""

    id: uuid.UUID
    file_number: str
    office: str
    territory: str
    place_kind: str
    held_since: dt.datetime
    state: str
    separated: str


@dataclass(frozen=True)
class BreachSeen:
    """A breach of confidentiality: when and by whom, not what."""

    id: uuid.UUID
    file_number: str
    office: str
    happened_on: dt.date
    authority: str
    state: str
    recorded_at: dt.datetime


def proceedings_for(actor: Actor) -> QuerySet[Proceeding]:
    """The proceedings that run in the files an actor sees; what is due first comes first."""
    found = Proceeding.objects.filter(file__in=visible_to(actor)).exclude(state__in=OVER)
    return found.select_related("unit", "file__office").order_by(F("due_on").asc(nulls_last=True), "-stage_since")


def open_tasks(actor: Actor) -> QuerySet[LegalTask]:
    """Legal steps that are open in the files an actor sees, soonest first."""
    found = LegalTask.objects.filter(file__in=visible_to(actor), state=RunState.OPEN)
    return found.select_related("file").order_by("due_at")


def stages_for(actor: Actor) -> list[dict[str, Any]]:
    """For each police unit and court, each stage: how many, how many longer than the limit, and the days each took (R78)."""
    seen = ProceedingStage.objects.filter(file__in=visible_to(actor)).exclude(stage__in=OVER)
    groups: dict[tuple[str, str, str], list[ProceedingStage]] = {}
    for stage in seen.select_related("unit").order_by("authority", "stage"):
        name = stage.unit.name if stage.unit else ""
        groups.setdefault((stage.authority, name, stage.stage), []).append(stage)
    return [
        {
            "authority": authority,
            "unit": unit,
            "stage": stage,
            "count": len(found),
            "late": sum(one.due_on is not None and (one.left_on or today()) > one.due_on for one in found),
            "days": sorted(((one.left_on or today()) - one.entered_on).days for one in found),
        }
        for (authority, unit, stage), found in groups.items()
    ]


def money_for(actor: Actor) -> dict[str, Decimal]:
    """What was claimed, awarded and really paid in the files an actor sees, and what was charged to children and families (R84)."""
    files = visible_to(actor)
    claims = Claim.objects.filter(file__in=files).aggregate(claimed=Sum("claimed"), awarded=Sum("awarded"))
    paid = ClaimPayment.objects.filter(file__in=files).aggregate(paid=Sum("amount"))
    costs = Cost.objects.filter(file__in=files, amount__gt=0).aggregate(
        costs=Sum("amount"), charged=Count("id"), open=Count("id", filter=Q(state=RunState.OPEN))
    )
    return {name: value or Decimal(0) for name, value in (claims | paid | costs).items()}


def held_now() -> list[HeldChild]:
    """Every child who is held now, longest first; the database answers the independent mechanism only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM justice_held()")
        return [HeldChild(*row) for row in cursor.fetchall()]


def breaches() -> list[BreachSeen]:
    """Breaches of confidentiality of a year, newest first; the database answers data protection only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM justice_breaches()")
        return [BreachSeen(*row) for row in cursor.fetchall()]
