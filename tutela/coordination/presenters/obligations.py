"""What bodies owe, in words: each line cites the right with its article, the rule and the day."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.ui.enums import Tone

from ..models import Obligation
from ..queries import obligations as queries
from ..queries.obligations import Overdue, Owed
from ..states import Owing

_TONES = {
    Owing.OPEN: Tone.INFO,
    Owing.PROMISED: Tone.INFO,
    Owing.MET: Tone.SUCCESS,
    Owing.REFUSED: Tone.WARNING,
    Owing.WITHDRAWN: Tone.NEUTRAL,
}


def right(code: str) -> str:
    """The right with its article, such as “Education (CRC 28, 29)”."""
    return f"{words.label('rights', code)} ({queries.article_of(code)})"


def row(one: Obligation, url: str = "") -> dict[str, Any]:
    """One obligation; ``url`` where it opens."""
    return {
        "url": url,
        "number": one.number,
        "what": words.label("duties", one.duty),
        "body": one.office.organisation.name,
        "office": one.office.name,
        "right": right(one.right),
        "law": one.law,
        "due": one.due_on,
        "state": str(Owing(one.state).label),
        "tone": _TONES[Owing(one.state)],
        "late": queries.is_overdue(one),
    }


def facts(one: Obligation) -> list[dict[str, Any]]:
    """Everything a body and the file's people both read of one obligation."""
    rows = [
        (_("What is owed"), words.label("duties", one.duty)),
        (_("Responsible body"), f"{one.office.organisation.name}, {one.office.name}"),
        (_("Right of the child"), right(one.right)),
        (_("Legal rule"), one.law),
        (_("Until"), words.day(one.due_on)),
        (_("What is asked for"), one.asked),
        (_("Answered on"), words.day(one.answered_on) if one.answered_on else ""),
        (_("Will be met by"), words.day(one.promised_on) if one.promised_on else ""),
        (_("Met on"), words.day(one.met_on) if one.met_on else ""),
        (_("Ground of the refusal"), words.label("refusal_grounds", one.refusal_stated)),
        (_("In the body's words"), one.answer),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def by_body(rows: Iterable[Obligation]) -> list[dict[str, Any]]:
    """Overdue obligations of one's own offices, grouped by the responsible body."""
    shown = [row(one, reverse("obligation", args=[one.file_id, one.pk])) for one in rows]
    return [{"body": body, "rows": list(group)} for body, group in groupby(shown, key=lambda one: one["body"])]


def overdue_by_body(rows: Iterable[Overdue]) -> list[dict[str, Any]]:
    """The same for the independent mechanism: no file, no child."""
    shown = [
        {
            "url": "",
            "number": one.number,
            "what": words.label("duties", one.duty),
            "body": one.body,
            "office": one.office,
            "right": right(one.right),
            "law": one.law,
            "due": one.due_on,
            "state": str(Owing(one.state).label),
            "tone": _TONES[Owing(one.state)],
            "late": True,
        }
        for one in rows
    ]
    return [{"body": body, "rows": list(group)} for body, group in groupby(shown, key=lambda one: one["body"])]


def count_row(one: Owed) -> dict[str, Any]:
    """Protected counts of one body and right."""
    hidden = _("too few to show")
    return {
        "body": one.body,
        "right": right(one.right),
        "owed": hidden if one.owed is None else one.owed,
        "overdue": hidden if one.overdue is None else one.overdue,
    }
