"""The copies that the public site shows: made here from what may be public, read there and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tutela.registers.api import standards

from ..enums import PageKind
from ..models import Finding, Indicator, PublishedPage, Recommendation
from ..policies import publish_indicator
from . import indicators, law, recommendations, treaties

MOST_RECOMMENDATIONS = 5_000


def newest(kind: PageKind) -> PublishedPage | None:
    """The copy on the public site."""
    return PublishedPage.objects.filter(kind=kind).first()


def content(kind: PageKind, on: dt.date) -> dict[str, Any]:
    """What would be published: codes and texts, no account, nothing of a case."""
    made: dict[PageKind, Callable[[dt.date], dict[str, Any]]] = {
        PageKind.TREATIES: _treaties,
        PageKind.LAW: _law,
        PageKind.RECOMMENDATIONS: _recommendations,
        PageKind.INDICATORS: _indicators,
    }
    return made[kind](on)


def _treaties(on: dt.date) -> dict[str, Any]:
    rows = [
        {
            "code": state.code,
            "name": state.name,
            "outline": state.outline,
            "stands": {code: [stand.standing.value, str(stand.since or "")] for code, stand in found.items()},
        }
        for state, found in treaties.matrix(on)
    ]
    return {"states": rows, "edition": standards.edition("instruments").version}


def _law(on: dt.date) -> dict[str, Any]:
    """Findings with a second review; anything else is shown as not assessed."""
    own = treaties.own_state()
    held = law.holding(own, on) if own else {}
    findings = {code: _finding(one) for code, one in held.items() if one.reviewed_by_id}
    return {"state": own.name if own else "", "findings": findings, "edition": standards.edition("checklists").version}


def _finding(one: Finding) -> dict[str, Any]:
    return {"level": one.level, "assessed_on": str(one.assessed_on), "reform_on": str(one.reform_on or "")}


def _recommendations(on: dt.date) -> dict[str, Any]:
    found = Recommendation.objects.filter(state__own=True).defer("search").order_by("source", "code")[:MOST_RECOMMENDATIONS]
    return {"rows": [_recommendation(one, on) for one in found]}


def _recommendation(one: Recommendation, on: dt.date) -> dict[str, Any]:
    kind, _days = recommendations.timing(one, on)
    return {
        "code": one.code,
        "source": one.source,
        "body": one.body,
        "symbol": one.symbol,
        "paragraph": one.paragraph,
        "text": one.text,
        "language": one.language,
        "themes": one.themes,
        "status": one.status,
        "effect": one.effect,
        "due_on": str(one.original_due_on or ""),
        "timing": kind,
    }


def _indicators(on: dt.date) -> dict[str, Any]:
    ready = [one.pk for one in Indicator.objects.all() if publish_indicator.allows(one)]
    own = treaties.own_state()
    area = [own.code, own.name] if own else ["_X", "–"]
    return {
        "area": area,
        "rows": [_indicator(one) for one in indicators.series(Indicator.objects.filter(pk__in=ready), cut_off=on)],
    }


def _indicator(one: indicators.Series) -> dict[str, Any]:
    sheet = one.indicator
    names = "code title kind unit direction definition numerator denominator inclusion data_owner".split()
    return {name: getattr(sheet, name) for name in (*names, "limits", "revisions", "baseline_year", "target_year")} | {
        "baseline": format(sheet.baseline.normalize(), "f"),
        "target": format(sheet.target.normalize(), "f"),
        "breaks": [{"year": entry.year, "kind": entry.kind, "reason": entry.reason} for entry in one.breaks],
        "values": [
            {"year": value.year, "state": value.state, "source": value.source, "value": _number(value.value)}
            for value in one.totals
        ],
        "track": one.track(),
    }


def _number(value: Any) -> str:
    return "" if value is None else format(value.normalize(), "f")
