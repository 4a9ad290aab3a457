"""Plans, money, people and bodies as tables with their pictures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.registers.api import standards
from tutela.statistics.api import Answer
from tutela.ui.presenters import Cell, Table, counted, day, number

from .enums import Phase
from .models import Shock
from .policies import keep_plans
from .queries import people, plans, released

STAGE_LABELS = {
    "planned": lambda: _("Planned"),
    "allocated": lambda: _("Allocated"),
    "released": lambda: _("Released"),
    "spent": lambda: _("Spent"),
}
_STATES = {
    "lapsed": lambda: Cell(_("Lapsed"), tone="danger"),
    "soon": lambda: Cell(_("Ends soon"), tone="warning"),
    "good": lambda: Cell(_("Valid"), tone="success"),
}


def share(value: Decimal | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if value is None else _("%(share)s %%") % {"share": number(value * 100, 1)}


def page(on: dt.date, actor: Actor) -> dict[str, Any]:
    """Everything about plans on a day."""
    return {
        "on": on,
        "plans": _rolled(on),
        "money": [_money(one) for one in plans.money()],
        "overlaps": [_overlap(one) for one in plans.overlaps()],
        "uncovered": Table(
            "uncovered",
            _("Themes without any activity in a region"),
            [_("Theme"), _("Regions")],
            [
                [Cell(standards.label("themes", theme)), Cell(", ".join(map(str, missing)))]
                for theme, missing in plans.uncovered(on)
            ],
            empty=_("Every theme is covered in every region."),
        ),
        "phases": _phases(on),
        "untrained": _untrained(),
        "commitments": _commitments(on.year),
        "silent": plans.without_commitment(on.year),
        "supports": _supports(on),
        "may_keep": keep_plans.allows(actor),
    }


def _rolled(on: dt.date) -> Table:
    rows = [
        [
            Cell(one.plan.title, reverse("register_row", args=["plans", one.plan.pk])),
            Cell(one.plan.owner.name),
            counted(one.activities),
            Cell(share(one.progress / 100), number=True),
            Cell(day(one.plan.ends_on)),
            Cell(_("Past its end"), tone="danger") if one.overran else Cell("–"),
        ]
        for one in plans.rolled_up(on)
    ]
    heads = [_("Plan"), _("Body in charge"), _("Activities"), _("Progress"), _("Until"), _("Notice")]
    return Table("plans", _("Plans and their progress (mean of the activities)"), heads, rows)


def _money(one: plans.Money) -> dict[str, Any]:
    rows = [
        [
            Cell(STAGE_LABELS[stage]()),
            Cell(number(one.own[stage], 2), number=True),
            Cell(number(one.partners[stage], 2), number=True),
            Cell(number(one.total(stage), 2), number=True),
            Cell(share(one.total(stage) / one.total("planned") if one.total("planned") else None), number=True),
        ]
        for stage in plans.STAGES
    ]
    title = _("Budget %(year)s in %(currency)s") % {"year": one.year, "currency": one.currency}
    heads = [_("Stage"), _("Own money"), _("External partners"), _("All"), _("Of what was planned")]
    return {
        "title": title,
        "bars": [bar | {"label": STAGE_LABELS[bar["stage"]]()} for bar in _flow(one)],
        "table": Table(
            f"money-{one.year}-{one.currency}",
            title,
            heads,
            rows,
            csv_url=reverse("register_csv", args=["budget-lines"]),
        ),
        "external": share(one.external),
        "dependent": one.dependent,
        "threshold": share(plans.DEPENDENCE),
    }


def _flow(one: plans.Money) -> list[dict[str, Any]]:
    """Planned, allocated, released, spent: a bar each, own money and partners', as shares of the largest."""
    most = max(one.total(stage) for stage in plans.STAGES) or Decimal(1)
    bars = []
    for stage in plans.STAGES:
        own, partners = (float(side[stage] / most) * 300 for side in (one.own, one.partners))
        total = number(one.total(stage), 2)
        bars.append({"stage": stage, "own": f"{own:.1f}", "partners": f"{partners:.1f}", "total": total})
    return bars


def _overlap(one: plans.Overlap) -> dict[str, Any]:
    return {
        "first": one.first,
        "second": one.second,
        "theme": standards.label("themes", one.theme),
        "group": standards.label("groups", one.first.group),
        "decision": one.decision,
        "url": reverse("planning_overlap", args=[one.first.pk, one.second.pk]),
    }


def _phases(on: dt.date) -> Table:
    return Table(
        "phases",
        _("Phases of a plan without a consultation with children"),
        [_("Plan"), _("Phases")],
        [
            [Cell(plan.title), Cell(", ".join(str(Phase(phase).label) for phase in missing), tone="warning")]
            for plan, missing in plans.phases_without_children(on)
        ],
        empty=_("Children were consulted in every phase reached so far."),
    )


def _untrained() -> Table:
    return Table(
        "untrained",
        _("Consultations with facilitators who were not trained for it"),
        [_("Consultation"), _("Plan"), _("Facilitators"), _("Of them trained for it")],
        [
            [
                Cell(one.code, reverse("register_row", args=["consultations", one.pk])),
                Cell(one.plan.title),
                counted(one.facilitators),
                counted(one.trained),
            ]
            for one in plans.untrained()
        ],
        empty=_("Every facilitator was trained for it."),
    )


def _commitments(year: int) -> Table:
    return Table(
        "commitments",
        _("Local plans of %(year)s") % {"year": year},
        [_("Territory"), _("Commitment"), _("Budget"), _("Currency"), _("For each child")],
        [
            [
                Cell(one.territory),
                Cell(one.commitment or "–"),
                counted(one.budget),
                Cell(one.currency),
                Cell(number(each, 2), number=True),
            ]
            for one, each in plans.commitments(year)
        ],
        csv_url=reverse("register_csv", args=["local-commitments"]),
    )


def _supports(on: dt.date) -> Table:
    return Table(
        "supports",
        _("Support that ends within a year and is followed by nothing"),
        [_("Partner"), _("Purpose"), _("Ends on"), _("What remains")],
        [
            [Cell(one.partner), Cell(one.purpose), Cell(day(one.ends_on)), Cell(one.sustainability or "–")]
            for one in plans.ending_supports(on)
        ],
        empty=_("No support ends within a year without a successor."),
    )


def people_page(on: dt.date, answers: Sequence[Answer], actor: Actor) -> dict[str, Any]:
    """Bodies, decisions, training, workforce; ``answers``: open files by region and by district, where they may be read."""
    return {
        "loads": _loads(answers) if answers else None,
        "source": _source(answers[0]) if answers else None,
        "may_keep": keep_plans.allows(actor),
        "absent": Table(
            "absent",
            _("Sectors absent from the last two meetings"),
            [_("Body"), _("Sectors")],
            [[Cell(body.name), Cell(", ".join(away))] for body, away in people.absent_sectors()],
            empty=_("No sector was absent twice."),
        ),
        "unfollowed": Table(
            "unfollowed",
            _("Decisions whose day has passed"),
            [_("Decision"), _("Text"), _("Who does it"), _("Due on")],
            [
                [
                    Cell(one.code, reverse("register_row", args=["decisions", one.pk])),
                    Cell(one.text),
                    Cell(one.owner.name),
                    Cell(day(one.due_on)),
                ]
                for one in people.unfollowed(on)
            ],
            empty=_("Every decision is done or still has time."),
        ),
        "training": _training(on),
        "staffing": _staffing(),
    }


def _training(on: dt.date) -> Table:
    rows = [
        [
            Cell(one.topic, reverse("register_row", args=["trainings", one.pk])),
            Cell(standards.label("professions", one.profession)),
            Cell(one.territory),
            counted(one.participants),
            Cell(day(until)),
            _STATES[state](),
            Cell("–" if one.before is None or one.after is None else f"{one.after - one.before:+d}", number=True),
        ]
        for one, until, state in people.trainings(on)
    ]
    heads = [
        _("Topic"),
        _("Profession"),
        _("Territory"),
        _("People"),
        _("Valid until"),
        _("State"),
        _("Test after minus before"),
    ]
    return Table(
        "training",
        _("Training of professionals"),
        heads,
        rows,
        csv_url=reverse("register_csv", args=["trainings"]),
    )


def _staffing() -> Table:
    rows = [
        [
            Cell(f"{one.row.territory}, {one.row.year}"),
            Cell(standards.label("professions", one.row.profession)),
            Cell(share(one.vacancy), number=True),
            Cell(share(one.qualified), number=True),
            Cell(
                number(one.caseload, 1) if one.caseload is not None else "–", tone="danger" if one.above else "", number=True
            ),
            Cell(number(one.supervision, 1) if one.supervision is not None else "–", number=True),
            Cell(share(one.turnover), number=True),
            Cell(number(one.row.capacity), number=True),
        ]
        for one in people.staffing()
    ]
    heads = [
        _("Where and when"),
        _("Profession"),
        _("Vacant"),
        _("Qualified"),
        _("Files a worker"),
        _("Workers a supervisor"),
        _("Turnover"),
        _("Own mark of capacity, 1 to 5"),
    ]
    return Table("staffing", _("Workforce"), heads, rows, csv_url=reverse("register_csv", args=["workforce"]))


def _known(one: released.Known, places: int = 0, divided: float | None = None) -> str:
    """The number, or the number for each worker; as little as is known of a protected one."""
    text = number(one.number if divided is None else divided, places)
    if one.whole:
        return text
    return _("at least %(number)s") % {"number": text} if one.number else _("protected")


def _source(answer: Answer) -> dict[str, str]:
    """What stands under every figure from statistics (R29)."""
    return {"on": day(answer.cut_off), "note": answer.note, "coverage": answer.coverage_words, "method": answer.method}


def _loads(answers: Sequence[Answer]) -> Table:
    files = {code: known for answer in answers for code, known in released.open_files(answer).items()}
    rows = [
        [
            Cell(one.territory),
            Cell(_known(one.files), number=True),
            Cell(f"{number(one.workers)} ({one.year})", number=True),
            Cell("–" if one.each is None else _known(one.files, 1, one.each), number=True),
            Cell(number(one.limit), number=True),
            Cell(_("Above the limit"), tone="danger") if one.above else Cell("–"),
        ]
        for one in released.loads(files)
    ]
    heads = [_("Where"), _("Open files"), _("Posts filled that hold files"), _("Files a worker"), _("Limit"), _("Notice")]
    return Table("loads", _("Open files for each worker, the heaviest load first"), heads, rows)


def shocks_page(found: Sequence[tuple[Shock, Answer | None]], on: dt.date, actor: Actor) -> dict[str, Any]:
    """Each shock with its checklist and, where they may be read, reports before and after."""
    return {
        "shocks": [
            {
                "title": one.title,
                "id": one.code,
                "place": str(one.territory),
                "kind": standards.label("shock_kinds", one.kind),
                "when": " – ".join((day(one.starts_on), day(one.ends_on) if one.ends_on else _("still going on"))),
                "measures": _measures(one, on),
                "source": _source(answer) if answer else None,
            }
            | (_compared(released.compared(one, answer), one.code) if answer else {})
            for one, answer in found
        ],
        "may_keep": keep_plans.allows(actor),
    }


def _measures(shock: Shock, on: dt.date) -> Table:
    rows = [
        [
            Cell(standards.label("shock_measures", one.measure), reverse("register_row", args=["shock-measures", one.pk])),
            Cell(one.owner.name if one.owner else "–"),
            Cell(day(one.due_on)),
            _done(one.done_on, one.due_on, on),
        ]
        for one in shock.measures.select_related("owner")
    ]
    heads = [_("Measure"), _("Who does it"), _("Due on"), _("Done")]
    csv_url = f"{reverse('register_csv', args=['shock-measures'])}?{urlencode({'q': shock.code})}"
    return Table(f"measures-{shock.code}", _("Checklist"), heads, rows, csv_url=csv_url)


def _done(done_on: dt.date | None, due_on: dt.date, on: dt.date) -> Cell:
    if done_on is not None:
        return Cell(day(done_on), tone="success")
    return Cell(_("Overdue"), tone="danger") if due_on < on else Cell(_("Open"), tone="neutral")


def _compared(found: released.Compared, code: str) -> dict[str, Any]:
    sides = ((_("Before"), found.before), (_("After"), found.after))
    rows = [
        [Cell(side), Cell(quarter.replace("-", " ")), Cell(_known(known), number=True)]
        for side, numbers in sides
        for quarter, known in numbers.items()
    ]
    change = share(Decimal(str(found.change))) if found.change is not None else ""
    title = _("Children reported, by quarter, before the shock and from its quarter on")
    return {"reports": Table(f"reports-{code}", title, [_("When"), _("Quarter"), _("Children")], rows), "change": change}
