"""The sheet of vulnerability factors: eight groups, one row a factor, read from plain inputs named after the code (R36)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tutela.kernel.clock import today
from tutela.ui.forms import DayField, ErrorLink
from tutela.vocabulary import api as vocabulary

STATES = ("present", "absent", "unknown")
LONGEST = {"source": 200, "note": 500}
_NOTES = ("source", "on", "note")


@dataclass
class FactorRow:
    """One factor as shown: what is known of it, as typed."""

    code: str
    label: str
    state: str = ""
    level: str = ""
    source: str = ""
    on: str = ""
    note: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """The name of its inputs."""
        return f"factor-{self.code}"

    @property
    def noted(self) -> bool:
        """Whether source, day or note is filled in."""
        return bool(self.source or self.on or self.note)


@dataclass
class FactorGroup:
    """One of the eight groups with its rows."""

    code: str
    label: str
    rows: list[FactorRow] = field(default_factory=list)

    @property
    def present(self) -> int:
        """How many factors are marked as present."""
        return sum(row.state == "present" for row in self.rows)

    @property
    def answered(self) -> int:
        """How many factors have any answer."""
        return sum(bool(row.state) for row in self.rows)

    @property
    def wrong(self) -> bool:
        """Whether a row has to be looked at again."""
        return any(row.error for row in self.rows)


class FactorSheet:
    """All factors in their groups; from what was posted, else from what is saved."""

    def __init__(
        self,
        posted: Mapping[str, Any] | None = None,
        saved: Mapping[str, Any] | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> None:
        read = _posted(posted) if posted is not None else _saved(saved or {}, notes or {})
        self.groups = [
            FactorGroup(
                group.code,
                group.label,
                [_row(code, read(code.code)) for code in vocabulary.code_list("vulnerability").under(group.code)],
            )
            for group in vocabulary.options("vulnerability_groups", with_unknown=False)
        ]
        self.levels = vocabulary.options("vulnerability_levels", with_unknown=False)
        self.states = [(state, vocabulary.label("factor_states", state)) for state in STATES]
        self.unknown_codes = [
            name
            for name in posted or ()
            if name.startswith("factor-") and not vocabulary.is_code("vulnerability", name.split("-")[1])
        ]

    def rows(self) -> list[FactorRow]:
        """Every row of every group."""
        return [row for group in self.groups for row in group.rows]

    def check(self) -> list[ErrorLink]:
        """Look at every row; what is wrong stands in the row, and here as links for the summary."""
        for row in self.rows():
            row.error = self._wrong(row)
        links = [ErrorLink(row.label, row.error, f"id_{row.name}") for row in self.rows() if row.error]
        if self.unknown_codes:
            links.append(ErrorLink("", _("There is no factor with this code. Use the list."), ""))
        return links

    def factors(self) -> dict[str, dict[str, str]]:
        """What the action takes as ``factors``."""
        return {row.code: {"state": row.state, "level": row.level} for row in self.rows() if row.state}

    def notes(self) -> dict[str, dict[str, str]]:
        """What the action takes as ``factor_notes``."""
        return {row.code: {name: getattr(row, name) for name in _NOTES} for row in self.rows() if row.state and row.noted}

    def _wrong(self, row: FactorRow) -> str:
        if row.state and row.state not in STATES:
            return _("Choose one of the answers offered.")
        if row.level and row.level not in {level.code for level in self.levels}:
            return _("Choose one of the levels offered.")
        if row.noted and not row.state:
            return _("You wrote a note but gave no answer. Choose present, absent or unknown.")
        for name, longest in LONGEST.items():
            if len(getattr(row, name)) > longest:
                return _("This text is too long: at most %(longest)s characters.") % {"longest": longest}
        return _day_wrong(row.on)


def _day_wrong(typed: str) -> str:
    try:
        day: dt.date | None = DayField(required=False).clean(typed)
    except ValidationError:
        return _("This day is not in the calendar. Write it as year, month, day.")
    return _("This day lies in the future.") if day and day > today() else ""


def _row(code: Any, known: Mapping[str, str]) -> FactorRow:
    levels = code.attributes.get("levels") or [""]
    row = FactorRow(code.code, code.label(), **known)
    row.level = row.level or str(levels[0])
    return row


def _posted(data: Mapping[str, Any]) -> Any:
    def read(code: str) -> dict[str, str]:
        start = f"factor-{code}"
        return {"state": str(data.get(start, ""))} | {
            name: str(data.get(f"{start}-{name}", "")).strip() for name in ("level", *_NOTES)
        }

    return read


def _saved(factors: Mapping[str, Any], notes: Mapping[str, Any]) -> Any:
    words = dict(zip(("child", "family", "community", "national", "global"), "cfmng", strict=True))

    def read(code: str) -> dict[str, str]:
        answer, note = factors.get(code, {}), notes.get(code, {})
        level = str(answer.get("level", ""))
        known = {"state": str(answer.get("state", "")), "level": words.get(level, level)}
        return known | {name: str(note.get(name, "")) for name in _NOTES}

    return read
