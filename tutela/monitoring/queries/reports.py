"""What a State report says at its cut-off: everything bound to its paragraphs, and the annex, as plain data."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections import defaultdict
from itertools import takewhile
from typing import Any

from tutela.kernel.errors import NotHere
from tutela.planning.api import Activity, Consultation
from tutela.registers.api import standards

from ..enums import Section, ValueSource, ValueState
from ..models import AnnexTable, Measurement, Paragraph, Provision, Recommendation, ReportVersion, StateReport, StatusEntry
from . import indicators, law
from .recommendations import timing

FORMAT = 1


def report(report_id: uuid.UUID) -> StateReport:
    """One report.

    Raises:
        NotHere: there is none.
    """
    found = StateReport.objects.select_related("state").filter(pk=report_id).first()
    if found is None:
        raise NotHere
    return found


def version(version_id: uuid.UUID) -> ReportVersion:
    """One frozen version.

    Raises:
        NotHere: there is none.
    """
    found = ReportVersion.objects.select_related("report", "frozen_by", "signed_by").filter(pk=version_id).first()
    if found is None:
        raise NotHere
    return found


def words(one: StateReport) -> int:
    """Words of the paragraphs; the annex does not count."""
    return sum(len(text.split()) for text in one.paragraphs.values_list("text", flat=True))


def unanswered(one: StateReport) -> list[standards.Question]:
    """Checklist rows that no paragraph answers."""
    said = {code for codes in one.paragraphs.values_list("questions", flat=True) for code in codes}
    return [row for code, row in standards.reporting_rows().items() if code not in said]


def problems(one: StateReport) -> list[tuple[Paragraph, str, list[str]]]:
    """Bindings that lead nowhere: paragraph, field, codes."""
    numbers = {str(number) for number in one.tables.values_list("number", flat=True)}
    paragraphs = list(one.paragraphs.all())
    bound, found = _bound(paragraphs), []
    for paragraph in paragraphs:
        for name in _BOUND:
            if missing := [code for code in getattr(paragraph, name) if code not in bound[name]]:
                found.append((paragraph, name, missing))
        if missing := [code for code in paragraph.tables if code not in numbers]:
            found.append((paragraph, "tables", missing))
    return found


_BOUND: dict[str, Any] = {
    "provisions": Provision.objects.all(),
    "recommendations": Recommendation.objects.defer("search"),
    "activities": Activity.objects.select_related("owner_office"),
    "consultations": Consultation.objects.all(),
}


def _bound(paragraphs: list[Paragraph]) -> dict[str, dict[str, Any]]:
    """Every row that the paragraphs name, by field and code: one query for each field."""
    return {
        name: {row.code: row for row in rows.filter(code__in={code for one in paragraphs for code in getattr(one, name)})}
        for name, rows in _BOUND.items()
    }


def content(one: StateReport) -> dict[str, Any]:
    """The whole report as JSON: the same database at the same cut-off gives the same content."""
    paragraphs = list(one.paragraphs.all())
    said = drafted(one, paragraphs)
    return {
        "format": FORMAT,
        "report": {
            "code": one.code,
            "title": one.title,
            "state": one.state.name,
            "state_code": one.state.code,
            "instrument": one.instrument,
            "kind": one.kind,
            "cut_off": str(one.cut_off),
            "language": one.language,
            "word_limit": one.word_limit,
        },
        "editions": {name: standards.edition(name).version for name in ("instruments", "checklists", "themes")},
        "sections": [
            {"code": code, "paragraphs": [said[row.pk] for row in paragraphs if row.section == code]}
            for code in Section.values
        ],
        "unanswered": [row.code for row in unanswered(one)],
        "tables": [_table(table, one.cut_off) for table in one.tables.select_related("indicator")],
        "words": words(one),
    }


def drafted(one: StateReport, paragraphs: list[Paragraph]) -> dict[uuid.UUID, dict[str, Any]]:
    """What each paragraph says and rests on at the cut-off, as a frozen version would hold it."""
    said = _Said(_bound(paragraphs), law.holding(one.state, one.cut_off), one.cut_off)
    return {row.pk: said.paragraph(row) for row in paragraphs}


def digest(found: dict[str, Any]) -> str:
    """SHA-256 of the content in one fixed spelling."""
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Said:
    """What paragraphs rest on, as it stood at the cut-off."""

    def __init__(self, bound: dict[str, dict[str, Any]], findings: dict[str, Any], cut_off: dt.date) -> None:
        self.bound, self.findings, self.cut_off = bound, findings, cut_off
        named = [row.pk for row in bound["recommendations"].values()]
        entries = StatusEntry.objects.filter(recommendation__in=named, on__lte=cut_off).order_by("on", "at")
        self.history: dict[Any, list[StatusEntry]] = defaultdict(list)
        for entry in entries:
            self.history[entry.recommendation_id].append(entry)

    def paragraph(self, one: Paragraph) -> dict[str, Any]:
        return {
            "place": one.place,
            "text": one.text,
            "questions": [_question(code, self.findings) for code in one.questions],
            "provisions": [_provision(row) for row in self._rows(one, "provisions")],
            "recommendations": [
                _recommendation(row, self.history[row.pk], self.cut_off) for row in self._rows(one, "recommendations")
            ],
            "activities": [_activity(row) for row in self._rows(one, "activities")],
            "consultations": [_consultation(row) for row in self._rows(one, "consultations") if row.held_on <= self.cut_off],
            "tables": one.tables,
        }

    def _rows(self, one: Paragraph, name: str) -> list[Any]:
        known = self.bound[name]
        return [known[code] for code in getattr(one, name) if code in known]


def _question(code: str, findings: dict[str, Any]) -> dict[str, Any]:
    row, finding = standards.question(code), findings.get(code)
    return {
        "id": code,
        "words": dict(row.words) if row else {"en": code},
        "reference": row.reference if row else "",
        "finding": finding.level if finding else "",
        "assessed_on": str(finding.assessed_on) if finding else "",
    }


def _provision(row: Provision) -> dict[str, Any]:
    return {
        "code": row.code,
        "law": row.law,
        "article": row.article,
        "text": row.text,
        "from": str(row.from_on),
        "to": str(row.to_on or ""),
    }


def _recommendation(row: Recommendation, history: list[StatusEntry], cut_off: dt.date) -> dict[str, Any]:
    """As it stood at the cut-off: the newest statement up to that day, its status since it last changed."""
    entry = history[-1] if history else None
    run = takewhile(lambda one: entry is not None and one.status == entry.status, reversed(history))
    then = Recommendation(
        original_due_on=row.original_due_on,
        status=entry.status if entry else "not_started",
        status_on=min((one.on for one in run), default=None),
    )
    kind, days = timing(then, cut_off)
    return {
        "code": row.code,
        "body": row.body,
        "symbol": row.symbol,
        "paragraph": row.paragraph,
        "text": row.text,
        "status": then.status,
        "effect": entry.effect if entry else "not_assessed",
        "due_on": str(row.original_due_on or ""),
        "timing": kind,
        "days": days,
    }


def _activity(row: Activity) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "owner": row.owner_office.name,
        "status": row.status,
        "progress": row.progress,
    }


def _consultation(row: Consultation) -> dict[str, Any]:
    return {
        "code": row.code,
        "phase": row.phase,
        "children": row.children,
        "changed": row.changed,
        "held_on": str(row.held_on),
    }


def _table(table: AnnexTable, cut_off: dt.date) -> dict[str, Any]:
    """A frozen table: a cell holds a number, or the state that says why there is none. It is never filled with 0."""
    years = range(table.first_year, table.last_year + 1)
    rows = indicators.by_dimension(table.indicator, table.dimension, years, cut_off) or {"": {}}
    one = table.indicator
    return {
        "number": table.number,
        "title": table.title,
        "indicator": one.code,
        "indicator_title": one.title,
        "unit": one.unit,
        "definition": one.definition,
        "limits": one.limits,
        "dimension": table.dimension,
        "years": list(years),
        "released": sorted(
            {value.reference for found in rows.values() for value in found.values() if value.source == ValueSource.RELEASED}
        ),
        "breaks": [entry.year for entry in one.breaks.filter(year__range=(table.first_year, table.last_year))],
        "rows": [
            {"category": category, "cells": [_cell(found.get(year)) for year in years]} for category, found in rows.items()
        ],
    }


def _cell(value: Measurement | None) -> dict[str, str]:
    state = indicators.not_a_number(value)
    if state or value is None or value.value is None:
        return {"state": state or ValueState.NOT_AVAILABLE, "value": ""}
    return {"state": "value", "value": format(value.value.normalize(), "f")}
