"""Lists across files in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.kernel.clock import now
from tutela.ui.enums import Tone

from ..enums import Authority, Task
from ..models import LegalTask, Proceeding
from ..queries.figures import middle
from ..queries.lists import BreachSeen, HeldChild
from ..states import LibertyState, RunState, Stage
from .records import hours_words, row


def proceeding_row(proceeding: Proceeding) -> dict[str, Any]:
    """One running case."""
    return row("proceeding", proceeding) | {"file": proceeding.file.number, "due": proceeding.due_on}


def task_row(task: LegalTask) -> dict[str, Any]:
    """One open legal step."""
    late = task.due_at < now()
    return {
        "url": reverse("justice_record", args=[task.file_id, "task", task.pk]),
        "title": str(Task(task.kind).label),
        "file": task.file.number,
        "due": task.due_at,
        "late": late,
        "urgent": task.urgent,
    }


def stage_rows(stages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What stages take before each unit."""
    return [
        {
            "who": one["unit"] or str(Authority(one["authority"]).label),
            "stage": str(Stage(one["stage"]).label),
            "count": number_format(one["count"]),
            "days": number_format(round(middle(one["days"]))),
            "late": one["late"],
        }
        for one in stages
    ]


def money(found: dict[str, Decimal]) -> list[dict[str, str]]:
    """Awarded against paid; costs."""
    rows = [
        (_("Claimed"), number_format(found["claimed"], 2)),
        (_("Awarded"), number_format(found["awarded"], 2)),
        (_("Really paid"), number_format(found["paid"], 2)),
        (_("Awarded and not paid"), number_format(max(Decimal(0), found["awarded"] - found["paid"]), 2)),
        (_("Charged to children and families"), number_format(found["costs"], 2)),
        (_("Of these still open"), number_format(found["open"])),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def held_row(child: HeldChild) -> dict[str, Any]:
    """A child who is held."""
    hours = int((now() - child.held_since).total_seconds() // 3600)
    return {
        "file": child.file_number,
        "office": child.office,
        "territory": child.territory,
        "place": words.label("detention_flags", child.place_kind),
        "since": child.held_since,
        "hours": hours_words(hours),
        "state": str(LibertyState(child.state).label),
        "adults": child.separated == "no",
    }


def breach_row(breach: BreachSeen) -> dict[str, Any]:
    """A breach."""
    is_open = breach.state == RunState.OPEN
    return {
        "file": breach.file_number,
        "office": breach.office,
        "on": breach.happened_on,
        "recorded": breach.recorded_at,
        "who": str(Authority(breach.authority).label),
        "state": str(RunState(breach.state).label),
        "tone": Tone.DANGER if is_open else Tone.SUCCESS,
    }
