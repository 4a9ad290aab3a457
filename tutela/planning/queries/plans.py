"""Plans rolled up, money, overlaps and gaps between sectors."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, F, Q, QuerySet, Sum

from tutela.directory.api import Territory
from tutela.registers.api import standards

from ..enums import Status
from ..models import Activity, BudgetLine, Consultation, LocalCommitment, PlanOverlap, Strategy, Support

DEPENDENCE = Decimal("0.5")
"""From this share of allocated money on, dependence on external partners is flagged."""
SUCCESSOR_WITHIN = dt.timedelta(days=365)
REGION, DISTRICT = 2, 3
STAGES = ("planned", "allocated", "released", "spent")


@dataclass(frozen=True)
class RolledUp:
    """A plan with the mean progress of its activities, and whether it ran past its end."""

    plan: Strategy
    activities: int
    progress: Decimal
    overran: bool


@dataclass(frozen=True)
class Money:
    """One currency in one year; ``external`` is the share of the allocated money that comes from partners."""

    year: int
    currency: str
    own: dict[str, Decimal]
    partners: dict[str, Decimal]

    def total(self, stage: str) -> Decimal:
        """Own and external money at a stage."""
        return self.own[stage] + self.partners[stage]

    @property
    def external(self) -> Decimal | None:
        """Share of partners in what was allocated; ``None`` when nothing was."""
        total = self.total("allocated")
        return self.partners["allocated"] / total if total else None

    @property
    def dependent(self) -> bool:
        """Whether the share is above the threshold."""
        return self.external is not None and self.external > DEPENDENCE


@dataclass(frozen=True)
class Overlap:
    """Two activities of different plans with the same theme and group, in the same place and time."""

    first: Activity
    second: Activity
    theme: str
    decision: PlanOverlap | None


def rolled_up(on: dt.date) -> list[RolledUp]:
    """Every plan; its progress equals the mean of its activities."""
    found = []
    for plan in Strategy.objects.select_related("owner"):
        mine = Activity.objects.filter(objective__plan=plan)
        number, progress = mine.count(), mine.aggregate(mean=Avg("progress"))["mean"]
        found.append(RolledUp(plan, number, Decimal(progress or 0), plan.completed_on is None and plan.ends_on < on))
    return found


def money() -> list[Money]:
    """Every year and currency, the newest year first. Currencies are never added together."""
    sums: dict[tuple[int, str], dict[bool, dict[str, Decimal]]] = defaultdict(
        lambda: {side: dict.fromkeys(STAGES, Decimal(0)) for side in (True, False)}
    )
    grouped = (
        BudgetLine.objects.order_by().values("year", "currency", "external").annotate(**{f"all_{s}": Sum(s) for s in STAGES})
    )
    for row in grouped:
        side = sums[row["year"], row["currency"]][row["external"]]
        side.update({stage: row[f"all_{stage}"] for stage in STAGES})  # type: ignore[literal-required]
    return [
        Money(year, currency, found[False], found[True]) for (year, currency), found in sorted(sums.items(), reverse=True)
    ]


def overlaps() -> list[Overlap]:
    """Pairs that seem to do the same, those without a decision first."""
    decided = {(one.first_id, one.second_id): one for one in PlanOverlap.objects.select_related("by")}
    groups: dict[tuple[str, str], list[Activity]] = defaultdict(list)
    running = Activity.objects.exclude(status=Status.IMPOSSIBLE).select_related(
        "objective__plan", "territory", "owner_office"
    )
    for activity in running.order_by("code"):
        groups[activity.objective.theme, activity.group].append(activity)
    found = [
        Overlap(first, second, theme, decided.get((first.pk, second.pk)))
        for (theme, _group), members in groups.items()
        for place, first in enumerate(members)
        for second in members[place + 1 :]
        if same_work(first, second)
    ]
    return sorted(found, key=lambda one: (one.decision is not None, one.first.code, one.second.code))


def same_work(first: Activity, second: Activity) -> bool:
    """Different plans, one territory inside the other, at the same time."""
    places = sorted((first.territory.path, second.territory.path))
    apart = first.objective.plan_id == second.objective.plan_id
    return (
        not apart
        and places[1].startswith(places[0])
        and first.starts_on <= second.ends_on
        and second.starts_on <= first.ends_on
    )


def uncovered(on: dt.date) -> list[tuple[str, list[Territory]]]:
    """For each theme that some plan has: regions where no activity runs or will run."""
    regions = list(Territory.objects.filter(level=REGION))
    paths: dict[str, list[str]] = defaultdict(list)
    for theme, path in Activity.objects.filter(ends_on__gte=on).values_list("objective__theme", "territory__path"):
        paths[theme].append(path)
    found = []
    for theme in standards.themes():
        missing = [region for region in regions if not _covers(paths[theme], region.path)]
        if missing:
            found.append((theme, missing))
    return found


def _covers(paths: Iterable[str], region: str) -> bool:
    return any(region.startswith(path) or path.startswith(region) for path in paths)


def without_commitment(year: int) -> QuerySet[Territory]:
    """Districts whose local plan of the year says nothing on child protection."""
    said = LocalCommitment.objects.filter(year=year).exclude(commitment="").values("territory")
    return Territory.objects.filter(level=DISTRICT).exclude(pk__in=said)


def commitments(year: int) -> list[tuple[LocalCommitment, Decimal]]:
    """Local plans of the year with the budget for each child."""
    found = LocalCommitment.objects.filter(year=year).select_related("territory")
    return [(one, one.budget / one.children) for one in found]


def ending_supports(on: dt.date) -> QuerySet[Support]:
    """Support that ends within a year and is followed by nothing."""
    return Support.objects.filter(Q(ends_on__gte=on, ends_on__lte=on + SUCCESSOR_WITHIN), successor=None)


def phases_without_children(on: dt.date) -> list[tuple[Strategy, list[str]]]:
    """Plans with the phases reached so far in which no consultation with children is recorded (P34)."""
    found = []
    for plan in Strategy.objects.prefetch_related("consultations"):
        held = {one.phase for one in plan.consultations.all()}
        if missing := [phase for phase in phases_reached(plan, on) if phase not in held]:
            found.append((plan, missing))
    return found


def untrained() -> QuerySet[Consultation]:
    """Consultations at which not every facilitator was trained for it."""
    return Consultation.objects.filter(trained__lt=F("facilitators")).select_related("plan")


def phases_reached(plan: Strategy, on: dt.date) -> list[str]:
    """Developing always; implementing from its start; monitoring from the middle on."""
    middle = plan.starts_on + (plan.ends_on - plan.starts_on) / 2
    return ["developing", *(["implementing"] if plan.starts_on <= on else []), *(["monitoring"] if middle <= on else [])]
