"""A form for one section of a part, made from its declaration: every field by the kind of its question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, CodesField, DigitsField, Form, PartialDateField, VersionedForm, line, text
from tutela.vocabulary import api as vocabulary

from ..models import Group, Part, Question
from ..models.answers import Answers, asks, place
from ..models.declaration import LONGEST_LINE, LONGEST_TEXT, NO_ANSWER, said

WHY = "__why"
"""After the name of a number or a day: why there is none."""


class SectionForm(VersionedForm):
    """The questions of one section that are relevant by what is saved; of a repeating one, the rows there are and an empty one."""

    def __init__(self, data: Any, *, part: Part, group: Group, answers: Answers, version: int) -> None:
        self.part, self.group = part, group
        self.rows: list[Mapping[str, Any]] = [*answers.get(group.code, [])] if group.repeats else [answers]
        if group.repeats and len(self.rows) < group.most:
            self.rows.append({})
        known: dict[str, Any] = {"base_version": version}
        for number, row in enumerate(self.rows):
            known |= {place(group, one, number): row.get(one.code) for one in group.questions}
        initial = {name: value for name, value in known.items() if value not in NO_ANSWER or not isinstance(value, str)}
        reasons = {f"{name}{WHY}": value for name, value in known.items() if isinstance(value, str) and value in NO_ANSWER}
        super().__init__(data, initial={**known, **_only_numbers(group, initial, known), **reasons})
        self.shown = {one.code for one in group.questions if group.repeats or asks(part, answers, group, one)}
        for number, _row in enumerate(self.rows):
            for one in group.questions:
                if one.code in self.shown and one.kind != "note":
                    self._add(one, number)

    def notes(self) -> list[str]:
        """What the section says without asking."""
        return [one.label for one in self.group.questions if one.kind == "note" and one.code in self.shown]

    def values(self) -> dict[str, Any]:
        """What was filled in, as :func:`..models.answers.typed` takes it."""
        rows = [self._row(number) for number in range(len(self.rows))]
        if self.group.repeats:
            return {self.group.code: [row for row in rows if row]}
        return rows[0]

    def _row(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in self.group.questions:
            name = place(self.group, one, number)
            value = self.cleaned_data.get(name) or self.cleaned_data.get(f"{name}{WHY}")
            if value not in (None, "", []):
                found[one.code] = value
        return found

    def _add(self, question: Question, number: int) -> None:
        name = place(self.group, question, number)
        field = _field(question)
        if self.group.repeats:
            field.label = f"{number + 1}. {field.label}"
        self.fields[name] = field
        if question.kind in ("whole", "decimal", "date"):
            why = CodeField(codes=_reasons(), required=False, label=_("No answer: %(question)s") % {"question": field.label})
            self.fields[f"{name}{WHY}"] = why


class ExplainForm(VersionedForm):
    """Why nothing is planned for a service the child has no access to."""

    reason = text(_("Why is nothing planned for it?"), needed=True, longest=1000)


class UploadForm(Form):
    """A form to install: a workbook."""

    workbook = forms.FileField(
        label=_("XLSForm (.xlsx)"),
        help_text=_("Nothing is installed while anything is wrong; every fault is named with its sheet and row."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


def _reasons() -> list[Any]:
    return [option for option in vocabulary.options("yes_no") if option.code in NO_ANSWER]


def _only_numbers(group: Group, initial: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and days without their “no answer” codes, which stand in a field of their own."""
    found = {}
    for name in known:
        kind = next((one.kind for one in group.questions if name.rpartition("__")[2] == one.code or name == one.code), "")
        if kind in ("whole", "decimal", "date"):
            found[name] = initial.get(name)
    return found


def _field(question: Question) -> forms.Field:
    hint = escape(said(question.hint))
    if question.kind in ("one", "many"):
        make = CodeField if question.kind == "one" else CodesField
        return make(codes=question.choices(), required=False, label=question.label, help_text=hint)
    if question.kind in ("whole", "decimal"):
        widget = forms.TextInput(
            attrs={"inputmode": "numeric" if question.kind == "whole" else "decimal", "class": "width-5"}
        )
        return DigitsField(required=False, label=question.label, help_text=hint, widget=widget, max_length=20)
    if question.kind == "date":
        return PartialDateField(required=False, future=True, label=question.label, help_text=hint)
    if question.kind == "line":
        return line(question.label, longest=LONGEST_LINE, hint=hint)
    return text(question.label, longest=LONGEST_TEXT, hint=hint)
