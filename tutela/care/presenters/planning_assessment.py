"""The assessment in words: factors by group, chains, risk with its reasons, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.cases.api import ChildView
from tutela.cases.api.words import RISK_TONE, label
from tutela.kernel.actor import Actor
from tutela.kernel.errors import StaleVersion
from tutela.vocabulary import api as vocabulary

from ..enums.planning import FledFrom
from ..models import Assessment
from ..policies.approval import approve
from ..policies.planning import edit_draft, missing_in_assessment
from .planning import Voice, field_words, history, principle_rows, state_words, voice_of

FLIGHT_FACTORS = ("B11", "H04")
"""Factors that say the child has fled."""
SHOWN_PATHS = 30
_LEVELS = dict(zip(("child", "family", "community", "national", "global"), "cfmng", strict=True))


@dataclass(frozen=True)
class AssessmentPage:
    """Everything the page shows, formatted."""

    state: tuple[str, str]
    risk: tuple[str, str]
    groups: list[dict[str, Any]]
    paths: list[list[str]]
    links: list[dict[str, str]]
    present: list[tuple[str, str]]
    voice: Voice | None
    principles: list[dict[str, str]]
    flight: list[dict[str, str]]
    ask_about_flight: bool
    missing: list[str]
    can_edit: bool
    can_decide: bool
    history: list[dict[str, Any]]


def assessment_page(actor: Actor, work: Assessment) -> AssessmentPage:
    """Read and put in words."""
    can_edit = edit_draft.allows(actor, work)
    present = [code for code, answer in work.factors.items() if answer.get("state") == "present"]
    return AssessmentPage(
        state=state_words(work),
        risk=risk_words(work.risk_level),
        groups=factor_groups(work),
        paths=[[label("vulnerability", code) for code in path] for path in paths(work.chains)],
        links=[
            {"from": a, "to": b, "start": label("vulnerability", a), "end": label("vulnerability", b)}
            for a, b in work.chains
        ],
        present=[(code, label("vulnerability", code)) for code in present],
        voice=voice_of(work.view),
        principles=principle_rows(work.principles),
        flight=flight_facts(work),
        ask_about_flight=not work.fled and any(code in present for code in FLIGHT_FACTORS),
        missing=[str(reason.label) for reason in missing_in_assessment(work)] if can_edit else [],
        can_edit=can_edit,
        can_decide=approve.allows(actor, work),
        history=history(work),
    )


def risk_words(level: str) -> tuple[str, str]:
    """The level of risk in words, and its tone."""
    if level not in RISK_TONE:
        return _("Risk not judged yet"), "neutral"
    return _("Risk: %(level)s") % {"level": label("risk_levels", level)}, RISK_TONE[level]


def factor_groups(work: Assessment) -> list[dict[str, Any]]:
    """The answered factors by group: the present ones with level, source, day and note; the others by name."""
    groups = []
    known = vocabulary.code_list("vulnerability")
    for group in vocabulary.options("vulnerability_groups", with_unknown=False):
        codes = [code.code for code in known.under(group.code) if code.code in work.factors]
        by_state: dict[str, list[str]] = {}
        for code in codes:
            by_state.setdefault(str(work.factors[code].get("state")), []).append(code)
        if codes:
            present = [_factor(work, code) for code in by_state.pop("present", [])]
            others = [
                {"label": label("factor_states", state), "value": ", ".join(label("vulnerability", code) for code in rest)}
                for state, rest in by_state.items()
            ]
            groups.append({"label": group.label, "present": present, "others": others})
    return groups


def _factor(work: Assessment, code: str) -> dict[str, str]:
    level = str(work.factors[code].get("level", ""))
    note = work.factor_notes.get(code, {})
    told = [note.get("source", ""), note.get("on", "")]
    return {
        "label": label("vulnerability", code),
        "level": label("vulnerability_levels", _LEVELS.get(level, level)),
        "note": note.get("note", ""),
        "source": " · ".join(part for part in told if part),
    }


def flight_facts(work: Assessment) -> list[dict[str, str]]:
    """From where the child fled, and why no contact the same day."""
    if not work.fled:
        return []
    told = work.factor_notes.get("fled", {})
    place = told.get("from", "")
    rows = [
        (_("Fled from"), str(FledFrom(place).label) if place in FledFrom.values else _("Not said")),
        (_("No contact on the same day, because"), told.get("no_contact_because", "")),
    ]
    return [{"label": name, "value": value} for name, value in rows if value]


def paths(links: list[list[str]]) -> list[list[str]]:
    """Links put together to chains: from every beginning along every way to its end; a circle stops where it began."""
    after: dict[str, list[str]] = {}
    for start, end in links:
        after.setdefault(start, []).append(end)
    ends = {end for _start, end in links}
    begins = [start for start in after if start not in ends]
    found = [path for start in begins for path in _ways([start], after)]
    reached = {code for path in found for code in path}
    for start in after:
        if start not in reached:
            found += _ways([start], after)
            reached |= {code for path in found for code in path}
    return found[:SHOWN_PATHS]


def _ways(path: list[str], after: dict[str, list[str]]) -> list[list[str]]:
    following = [code for code in after.get(path[-1], []) if code not in path]
    if not following or len(path) > SHOWN_PATHS:
        return [path]
    return [way for code in following[:SHOWN_PATHS] for way in _ways([*path, code], after)][:SHOWN_PATHS]


def differing(error: StaleVersion) -> StaleVersion:
    """The same error with both versions in words people can compare; of lists of answers only those that differ."""
    current, submitted = dict(error.current), dict(error.submitted)
    for name, saved in error.current.items():
        typed = submitted.get(name)
        if isinstance(saved, dict) and isinstance(typed, dict):
            current[name] = {key: value for key, value in saved.items() if typed.get(key) != value}
            submitted[name] = {key: value for key, value in typed.items() if saved.get(key) != value}
    return StaleVersion(current=_in_words(current), submitted=_in_words(submitted), version=error.version)


def _in_words(values: dict[str, Any]) -> dict[str, str]:
    return {field_words(name): _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if name == "factors":
        words = [f"{label('vulnerability', code)}: {label('factor_states', told['state'])}" for code, told in value.items()]
        return "; ".join(words)
    if name == "factor_notes":
        return "; ".join(" · ".join(str(part) for part in note.values() if part) for note in value.values())
    if name == "principles":
        return "; ".join(f"{label('principles', code)}: {said}" for code, said in value.items())
    if name == "view":
        view = ChildView.objects.filter(pk=value).first()
        return f"{date_format(view.heard_on)}: {view.views or view.not_obtained_because}" if view else "–"
    if name == "risk_level":
        return label("risk_levels", str(value))
    return {True: _("Yes"), False: _("No")}[value] if isinstance(value, bool) else str(value)
