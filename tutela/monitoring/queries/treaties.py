"""Who is party to what on a day; what is missing and overdue."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tutela.kernel.errors import NotHere
from tutela.registers.api import standards

from ..enums import BINDING, ActKind, Standing
from ..models import Act, ReportDue, WatchedState


@dataclass(frozen=True)
class Stand:
    """Where a State stands with an instrument, and since when."""

    standing: Standing
    since: dt.date | None


def standing(acts: Iterable[Act], on: dt.date) -> Stand:
    """From the acts of one State on one instrument, what holds on a day.

    A State is a party from entry into force for it until a withdrawal takes effect; a later binding act begins anew.
    """
    known = sorted((act for act in acts if act.acted_on <= on), key=lambda act: act.acted_on)
    bound = [act for act in known if act.kind in BINDING]
    left = [act for act in known if act.kind == ActKind.WITHDRAWAL and (act.in_force_on or act.acted_on) <= on]
    if bound:
        latest = bound[-1]
        if left and left[-1].acted_on >= latest.acted_on:
            return Stand(Standing.WITHDRAWN, left[-1].in_force_on or left[-1].acted_on)
        if latest.in_force_on and latest.in_force_on <= on:
            return Stand(Standing.PARTY, latest.in_force_on)
        return Stand(Standing.CONSENTED, latest.acted_on)
    signed = [act for act in known if act.kind == ActKind.SIGNATURE]
    return Stand(Standing.SIGNED, signed[0].acted_on) if signed else Stand(Standing.NONE, None)


def matrix(on: dt.date) -> list[tuple[WatchedState, dict[str, Stand]]]:
    """Every State with its standing in every instrument that existed that day; the own State first."""
    acts: dict[tuple[object, str], list[Act]] = defaultdict(list)
    for act in Act.objects.all():
        acts[act.state_id, act.instrument].append(act)
    there = [code for code, one in standards.instruments().items() if one.adopted <= on]
    return [
        (state, {code: standing(acts.get((state.pk, code), ()), on) for code in there})
        for state in WatchedState.objects.all()
    ]


def own_state() -> WatchedState | None:
    """The State this installation serves."""
    return WatchedState.objects.filter(own=True).first()


def state_of(code: str) -> WatchedState:
    """A State by its code; the own State without one.

    Raises:
        NotHere: there is none.
    """
    found = WatchedState.objects.filter(code=code).first() if code else own_state()
    if found is None:
        raise NotHere
    return found


def gaps(row: dict[str, Stand]) -> list[tuple[str, Stand]]:
    """Relevant instruments a State is not party to."""
    relevant = standards.instruments()
    return [(code, stand) for code, stand in row.items() if relevant[code].relevant and stand.standing != Standing.PARTY]


def not_yet(rows: Sequence[tuple[WatchedState, dict[str, Stand]]], instrument: str) -> list[tuple[WatchedState, Stand]]:
    """States that were not party to an instrument on the day of the rows."""
    return [
        (state, row[instrument]) for state, row in rows if instrument in row and row[instrument].standing != Standing.PARTY
    ]


def overdue_reports(on: dt.date) -> QuerySet[ReportDue]:
    """Reports that should have been sent by ``on`` and were not."""
    late = Q(submitted_on=None) | Q(submitted_on__gt=on)
    return ReportDue.objects.filter(late, due_on__lt=on).select_related("state")


def years() -> tuple[int, int]:
    """The first and last year of the acts in the register."""
    found = Act.objects.order_by("acted_on").values_list("acted_on", flat=True)
    first, last = found.first(), found.last()
    return (first.year, last.year) if first and last else (1989, 1989)
