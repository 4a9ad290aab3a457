"""The harmonisation matrix, its comparison, a question with its history, the age gaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.planning.api import Activity
from tutela.registers.api import standards
from tutela.ui.presenters import Cell, Table, day
from tutela.vocabulary import api as vocabulary

from ..enums import Level
from ..models import Finding, Recommendation, WatchedState
from ..policies import assess_law, review_finding
from ..queries import law
from .marks import TONES, mark

Side = tuple[WatchedState, dt.date]


def matrix(left: Side, right: Side | None) -> dict[str, Any]:
    """Question by question; with a second side also what differs."""
    rows = law.compare(left, right or left)
    shown = [_row(one, left, right is not None) for one in rows]
    return {
        "rows": shown,
        "heads": [_head(left), *([_head(right)] if right else [])],
        "counts": [{"text": level.label, "tone": TONES[level], "number": _count(rows, level)} for level in Level],
        "differing": sum(row["differs"] for row in shown),
        "edition": standards.edition("checklists"),
        "height": (len(shown) + 18) // 19 * 22,
        "squares": [
            {
                "x": place % 19 * 22,
                "y": place // 19 * 22,
                "tone": row["left"]["tone"],
                "title": f"{row['code']}: {row['left']['text']}",
            }
            for place, row in enumerate(shown)
        ],
    }


def _head(side: Side) -> str:
    return f"{side[0].name}, {day(side[1])}"


def _count(rows: list[law.Compared], level: Level) -> int:
    return sum((row.left.level if row.left else Level.NOT_ASSESSED) == level for row in rows)


def _row(one: law.Compared, left: Side, two: bool) -> dict[str, Any]:
    url = reverse("monitoring_question", args=[left[0].code, one.question.code])
    return {
        "code": one.question.code,
        "question": one.question.label,
        "reference": one.question.reference,
        "url": url,
        "left": _found(one.left),
        "right": _found(one.right) if two else None,
        "differs": two and one.differs,
    }


def _found(finding: Finding | None) -> dict[str, Any]:
    level = Level(finding.level) if finding else Level.NOT_ASSESSED
    return {"text": level.label, "tone": TONES[level], "reviewed": bool(finding and finding.reviewed_by_id)}


def question(state: WatchedState, code: str, actor: Actor) -> dict[str, Any]:
    """A question with every finding."""
    entry = standards.assessed_questions()[code]
    found = list(law.history(state, code))
    return {
        "state": state,
        "question": entry,
        "findings": [_finding(one, actor, newest=place == 0) for place, one in enumerate(found)],
        "may_assess": assess_law.allows(actor),
    }


def _finding(one: Finding, actor: Actor, newest: bool) -> dict[str, Any]:
    return {
        "row": one,
        "level": mark(Level(one.level)),
        "provisions": list(one.provisions.all()),
        "newest": newest,
        "linked": _linked(one),
        "may_review": review_finding.allows(actor, one, newest),
        "review_url": reverse("monitoring_review", args=[one.pk]),
    }


def _linked(one: Finding) -> list[dict[str, str]]:
    """The activities and recommendations a finding is linked to, each in words with its page."""
    activities, asked = (
        Activity.objects.filter(code__in=one.activities),
        Recommendation.objects.filter(code__in=one.recommendations),
    )
    found = [(row.code, row.title, reverse("register_row", args=["activities", row.pk])) for row in activities]
    found += [
        (row.code, row.text[:120], reverse("monitoring_recommendation", args=[row.pk])) for row in asked.defer("search")
    ]
    return [{"code": code, "words": words, "url": url} for code, words, url in found]


def duties(on: dt.date) -> Table:
    """Reports of companies that did not come."""
    return Table(
        "duties",
        _("Reports on duties that did not come"),
        [_("Company"), _("Duty"), _("Due on")],
        [[Cell(one.company), Cell(one.duty.duty), Cell(day(one.due_on))] for one in law.missing_duty_reports(on)],
        empty=_("No report is missing."),
    )


def age_gaps() -> dict[str, Any]:
    """The national ages of our country today, and what each leaves out below 18."""
    country = vocabulary.jurisdiction()
    ages = country.ages
    rows = [
        (_("Majority"), ages.majority),
        (_("Sexual consent"), ages.sexual_consent),
        (_("Criminal responsibility"), ages.criminal_responsibility),
        *((f"{_('Marriage')}, {vocabulary.label('sexes', sex)}", age) for sex, age in ages.marriage.items()),
        (_("Work"), ages.work),
    ]
    none = _("no age in law")
    return {
        "ages": Table(
            "ages",
            _("National ages, as information; a child is everybody under 18"),
            [_("Age of"), _("Years"), _("Years below 18")],
            [
                [
                    Cell(name),
                    Cell(none if age is None else age, number=True),
                    Cell(max(0, 18 - age) if age is not None else "–", number=True),
                ]
                for name, age in rows
            ],
        ),
        "gaps": [gap.sentence for gap in vocabulary.gaps()],
        "country": country.label(),
    }
