"""An import on its page and in the list."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today

from .. import policies
from ..enums import CODED, RowState, Target
from ..models import ImportedRow, Provenance, RecordImport
from ..queries import imports as found
from ..queries.records import Reader, as_read
from ..states import AT_WORK, ERASED, ImportState
from .faults import faults_of

SHOWN = 5
FAULTS = 50
_TONES = {
    ImportState.RUNNING: "info",
    ImportState.DONE: "success",
    ImportState.UNDOING: "warning",
    ImportState.READ: "warning",
}
_ROW_TONES = {RowState.MADE: "success", RowState.READY: "info", RowState.FAULTY: "danger"}


def row(one: RecordImport) -> dict[str, Any]:
    """A row of the list."""
    state = ImportState(one.state)
    return {
        "url": reverse("record_import", args=[one.pk]),
        "source": one.source.name,
        "office": one.office.name,
        "rows": one.rows_total,
        "by": one.created_by.full_name,
        "at": one.created_at,
        "state": (str(state.label), _TONES.get(state, "neutral")),
    }


def page(actor: Actor, one: RecordImport) -> dict[str, Any]:
    """One import: how many rows are in which state, its columns, its first rows, its faults, and what this reader may do."""
    counts = found.counts(one)
    erased = one.state in ERASED
    waiting = counts[RowState.MADE if one.state == ImportState.UNDOING else RowState.READY]
    kept = ImportedRow.objects.filter(record_import=one, state=RowState.KEPT).select_related("file").order_by("number")
    return row(one) | {
        "counts": [
            {"label": str(state.label), "count": counts[state], "tone": _ROW_TONES.get(state, "neutral")}
            for state in RowState
            if counts[state]
        ],
        "columns": [] if erased else _columns(one),
        "first": [] if erased else [_shown(one, each) for each in found.first_rows(one, SHOWN)],
        "faults": [] if erased else [fault for each in found.with_faults(one, FAULTS) for fault in faults_of(one, each)],
        "faulty": counts[RowState.FAULTY] and not erased,
        "kept": [{"url": words.file_url(each.file), "number": each.file.number} for each in kept[:FAULTS] if each.file],
        "because": "" if erased else one.undo_because,
        "at_work": one.state in AT_WORK,
        "done_rows": one.rows_total - waiting,
        "may_change": policies.change_columns.allows(actor, one),
        "may_run": policies.run_import.allows(actor, one, counts[RowState.READY]),
        "may_go_on": policies.go_on.allows(actor, one),
        "may_undo": policies.undo_import.allows(actor, one) and one.keep_until >= today(),
    }


def origin(one: Provenance) -> list[dict[str, Any]]:
    """Where a file comes from."""
    facts = [
        (_("Register or list"), one.source_name),
        (_("Number there"), one.external_id),
        (_("Who collected it"), one.collected_by or _("Not recorded")),
        (_("Day of the first report"), words.day(one.reported_on) if one.reported_on else _("Not recorded")),
        (_("Brought in on"), words.day(one.created_at.date())),
        (_("Brought in by"), one.created_by.full_name),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _columns(one: RecordImport) -> list[dict[str, str]]:
    return [
        {"label": name or _("Column %(number)s") % {"number": place + 1}, "value": _target(target)}
        for place, (name, target) in enumerate(zip(one.columns, one.targets, strict=True))
    ]


def _target(target: str) -> str:
    return str(Target(target).label) if target else _("Left out")


def _shown(one: RecordImport, each: ImportedRow) -> dict[str, Any]:
    record, _faults = Reader(one.targets).read(each.number, as_read(each.cells))
    said = record.said if record else {}
    facts = [
        {
            "label": str(Target(target).label),
            "value": words.label(CODED[Target(target)], value) if target in CODED else value,
        }
        for target, value in said.items()
        if value
    ]
    if record and record.born and record.born.earliest and record.born.latest:
        ages = record.born.ages_on(today()) or (0, 0)
        span = str(ages[0]) if ages[0] == ages[1] else f"{ages[0]}–{ages[1]}"
        facts.append({"label": _("Age today"), "value": span})
    return {"number": each.number, "facts": facts}
