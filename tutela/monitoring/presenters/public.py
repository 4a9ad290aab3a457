"""Published copies as pages: words in the reader's language around what was published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date

from tutela.planning.api import Status
from tutela.registers.api import standards
from tutela.ui.presenters import day, number

from ..enums import Effect, Level, PageKind, Standing, ValueSource, ValueState
from .indicators import TRACKS, known_only
from .marks import TONES
from .recommendations import TIMING_WORDS
from .treaties import middle, outline_path, view_box

PAGE = 20


def frame() -> dict[str, Any]:
    """What every page of this part has."""
    return {"home_url": reverse("public_rights")}


def links(pages: Sequence[tuple[PageKind, Any]]) -> list[dict[str, Any]]:
    """The pages that are there."""
    return [
        {"label": kind.label, "url": reverse("public_rights_page", args=[kind.value]), "at": copy.published_at}
        for kind, copy in pages
        if copy is not None
    ]


def _treaties(content: dict[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    known = standards.instruments()
    code = asked.get("instrument", "")
    chosen = code if code in known else "OPSC"
    states = content["states"]
    return {
        "chosen": known[chosen],
        "instruments": [{"code": one.code, "label": one.label, "current": one.code == chosen} for one in known.values()],
        "rows": [_stand(state, chosen) for state in states],
        "shapes": [_shape(state, chosen) for state in states if state["outline"] and chosen in state["stands"]],
        "view_box": view_box([state["outline"] for state in states]),
    }


def _stand(state: dict[str, Any], chosen: str) -> dict[str, Any]:
    standing, since = state["stands"].get(chosen, (Standing.NONE.value, ""))
    stands, on = Standing(standing), day(parse_date(since)) if since else "–"
    return {"name": state["name"], "words": stands.label, "tone": TONES[stands], "since": on}


def _shape(state: dict[str, Any], chosen: str) -> dict[str, Any]:
    standing = Standing(state["stands"][chosen][0])
    x, y = middle(state["outline"][0])
    words = {"name": state["name"], "title": f"{state['name']}: {standing.label}", "x": f"{x:.2f}", "y": f"{y:.2f}"}
    return {"d": outline_path(state["outline"]), "tone": TONES[standing]} | words


def _law(content: dict[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for code, question in standards.assessed_questions().items():
        finding = content["findings"].get(code, {"level": Level.NOT_ASSESSED, "assessed_on": "", "reform_on": ""})
        level = Level(finding["level"])
        rows.append(
            {
                "code": code,
                "question": question.label,
                "words": level.label,
                "tone": TONES[level],
                "reform": finding["reform_on"],
            }
        )
    return {"state": content["state"], "rows": rows}


def _recommendations(content: dict[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    theme, at = asked.get("theme", ""), asked.get("page", "")
    rows = [row for row in content["rows"] if not theme or theme in row["themes"]]
    place = max(1, int(at)) if at.isdigit() and len(at) < 5 else 1
    shown = rows[(place - 1) * PAGE : place * PAGE]
    return {
        "themes": [
            {"code": item.code, "label": item.label, "current": item.code == theme} for item in standards.themes().values()
        ],
        "rows": [_recommendation(row) for row in shown],
        "number": len(rows),
        "theme": theme,
        "before": place - 1 if place > 1 else 0,
        "after": place + 1 if len(rows) > place * PAGE else 0,
    }


def _recommendation(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "source_words": standards.label("recommendation_sources", row["source"]),
        "status_words": Status(row["status"]).label,
        "effect_words": Effect(row["effect"]).label,
        "due": day(parse_date(row["due_on"])) if row["due_on"] else "",
        "timing_words": TIMING_WORDS[row["timing"]](),
    }


def _indicators(content: dict[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    return {"rows": [_indicator(row) for row in content["rows"]]}


def _indicator(row: dict[str, Any]) -> dict[str, Any]:
    values = [
        {
            "year": value["year"],
            "text": number(Decimal(value["value"])) if value["value"] else ValueState(value["state"]).label,
        }
        for value in row["values"]
    ]
    released = any(value["source"] == ValueSource.RELEASED for value in row["values"])
    return row | {"shown": values, "track_words": TRACKS[row["track"]]().text, "note": known_only() if released else ""}


PAGES: dict[PageKind, Callable[[dict[str, Any], Mapping[str, str]], dict[str, Any]]] = {
    PageKind.TREATIES: _treaties,
    PageKind.LAW: _law,
    PageKind.RECOMMENDATIONS: _recommendations,
    PageKind.INDICATORS: _indicators,
}


def lines(kind: PageKind, content: dict[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """A published copy as the head and lines of a file: codes, not words, so that it can be read anywhere."""
    if kind == PageKind.TREATIES:
        return ["state", "instrument", "standing", "since"], [
            [state["code"], code, *stand] for state in content["states"] for code, stand in state["stands"].items()
        ]
    if kind == PageKind.LAW:
        found = content["findings"]
        heads = ["id", "finding", "assessed_on", "reform_on"]
        blank = {"level": Level.NOT_ASSESSED.value, "assessed_on": "", "reform_on": ""}
        return heads, [[code, *found.get(code, blank).values()] for code in standards.assessed_questions()]
    if kind == PageKind.RECOMMENDATIONS:
        heads = ["code", "source", "body", "symbol", "paragraph", "text", "status", "effect", "due_on", "timing"]
        return heads, [[row[name] for name in heads] for row in content["rows"]]
    return ["indicator", "title", "unit", "year", "state", "value", "source", "note"], [
        [*(row[name] for name in ("code", "title", "unit")), *_value_line(value)]
        for row in content["rows"]
        for value in row["values"]
    ]


def _value_line(value: dict[str, Any]) -> list[Any]:
    """A value with the statement that goes with every figure of the system's own statistics (R29)."""
    note = known_only() if value["source"] == ValueSource.RELEASED else ""
    return [value["year"], value["state"], value["value"], value["source"], note]
