"""What a State report says at its cut-off: everything bound to its paragraphs, and the annex, as plain data."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from typing import Any

from tutela.kernel.errors import NotHere
from tutela.planning.api import Activity, Consultation
from tutela.registers.api import standards

from ..enums import Section, ValueState
from ..models import AnnexTable, Measurement, Paragraph, Provision, Recommendation, ReportVersion, StateReport
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
    found = []
    for paragraph in one.paragraphs.all():
        for name, model in _BOUND.items():
            codes = getattr(paragraph, name)
            known = set(model._default_manager.filter(code__in=codes).values_list("code", flat=True)) if codes else set()  # type: ignore[misc]
            if missing := [code for code in codes if code not in known]:
                found.append((paragraph, name, missing))
        if missing := [code for code in paragraph.tables if code not in numbers]:
            found.append((paragraph, "tables", missing))
    return found


_BOUND = {
    "provisions": Provision,
    "recommendations": Recommendation,
    "activities": Activity,
    "consultations": Consultation,
}


def content(one: StateReport) -> dict[str, Any]:
    """The whole report as JSON: the same database at the same cut-off gives the same content."""
    findings = law.holding(one.state, one.cut_off)
    paragraphs = list(one.paragraphs.all())
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
            _section(code, [one for one in paragraphs if one.section == code], findings, one.cut_off)
            for code in Section.values
        ],
        "unanswered": [row.code for row in unanswered(one)],
        "tables": [_table(table, one.cut_off) for table in one.tables.select_related("indicator")],
        "words": words(one),
    }


def digest(found: dict[str, Any]) -> str:
    """SHA-256 of the content in one fixed spelling."""
    text = json.dumps(found, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _section(code: str, paragraphs: list[Paragraph], findings: dict[str, Any], cut_off: dt.date) -> dict[str, Any]:
    return {"code": code, "paragraphs": [_paragraph(one, findings, cut_off) for one in paragraphs]}


def _paragraph(one: Paragraph, findings: dict[str, Any], cut_off: dt.date) -> dict[str, Any]:
    return {
        "place": one.place,
        "text": one.text,
        "questions": [_question(code, findings) for code in one.questions],
        "provisions": [_provision(row) for row in _rows(Provision, one.provisions)],
        "recommendations": [_recommendation(row, cut_off) for row in _rows(Recommendation, one.recommendations)],
        "activities": [_activity(row) for row in _rows(Activity, one.activities)],
        "consultations": [_consultation(row) for row in _rows(Consultation, one.consultations) if row.held_on <= cut_off],
        "tables": one.tables,
    }


def _rows(model: Any, codes: list[str]) -> list[Any]:
    known = {row.code: row for row in model._default_manager.filter(code__in=codes)}
    return [known[code] for code in codes if code in known]


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


def _recommendation(row: Recommendation, cut_off: dt.date) -> dict[str, Any]:
    """As it stood at the cut-off: the newest statement up to that day."""
    entry = row.history.filter(on__lte=cut_off).order_by("-on", "-at").first()
    then = Recommendation(
        original_due_on=row.original_due_on,
        status=entry.status if entry else "not_started",
        status_on=entry.on if entry else None,
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
