"""Pages as a person meets them: the forms that stand in them, and what each of their fields takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_NOT_FILLED = frozenset({"submit", "button", "reset", "image", "file"})


@dataclass
class Field:
    """One name in a form. ``choices`` are the values offered by a list, radios or checkboxes."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return self.kind in ("select", "radio", "checkbox")


@dataclass
class FoundForm:
    """A form: where it goes, how, and its fields by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._form: FoundForm | None = None
        self._select: Field | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = FoundForm(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None and (tag in ("input", "select", "textarea", "button", "option")):
            getattr(self, f"_at_{tag}")(told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._area is not None:
                self._area.value = self._area.value.removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def _field(self, told: dict[str, str], kind: str) -> Field | None:
        if self._form is None or not told.get("name") or "disabled" in told:
            return None
        return self._form.fields.setdefault(told["name"], Field(told["name"], kind))

    def _at_input(self, told: dict[str, str]) -> None:
        kind = told.get("type", "text").lower()
        found = None if kind in _NOT_FILLED and kind != "submit" else self._field(told, kind)
        if found is None:
            return
        if kind in ("radio", "checkbox"):
            found.choices.append(told.get("value", "on"))
            if "checked" in told:
                found.chosen.append(found.choices[-1])
        else:
            found.value = told.get("value", "")

    def _at_button(self, told: dict[str, str]) -> None:
        found = self._field(told, "submit")
        if found is not None:
            found.choices.append(told.get("value", ""))

    def _at_select(self, told: dict[str, str]) -> None:
        self._select = self._field(told, "select")

    def _at_textarea(self, told: dict[str, str]) -> None:
        self._area = self._field(told, "textarea")

    def _at_option(self, told: dict[str, str]) -> None:
        if self._select is not None:
            self._select.choices.append(told.get("value", ""))
            if "selected" in told:
                self._select.chosen.append(self._select.choices[-1])


def forms_of(html: str) -> list[FoundForm]:
    """Every form of a page, in its order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
