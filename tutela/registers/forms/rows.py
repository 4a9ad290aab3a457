"""The form of any register, made from its fields; and reading a file with the same form, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.kernel.csv_files import is_quoted
from tutela.kernel.errors import InvalidInput
from tutela.ui.forms import (
    AmountField,
    CodeField,
    CodesField,
    DayField,
    Form,
    KeysField,
    ModelForm,
    RowChoiceField,
    RowField,
    RowsField,
    WholeNumberField,
    split_codes,
)

from ..models import Codes, Entry
from ..queries import rows, standards
from ..queries.files import csv_reader

MOST_ROWS = 5_000
MOST_CHECKBOXES = 30
LONGEST = 20_000
"""Letters of a text that somebody types."""


class PasteForm(Form):
    """A table pasted from a file."""

    text = forms.CharField(
        label=gettext_lazy("Rows of the file"),
        help_text=gettext_lazy("The whole CSV text, with its first line of column names."),
        widget=forms.Textarea(attrs={"rows": "12", "spellcheck": "false"}),
    )


@cache
def form_of(model: type[Entry], adding: bool) -> type[ModelForm]:
    """The form class of a register; fixed fields only when a row is made."""
    wanted = [field for field in rows.fields_of(model) if adding or field.name not in model.register.fixed]
    made = {field.name: _form_field(model, field) for field in wanted}
    meta = type("Meta", (), {"model": model, "fields": [field.name for field in wanted]})
    return type(f"{model.__name__}Form", (ModelForm,), {**made, "Meta": meta})


def _form_field(model: type[Entry], field: Any) -> forms.Field:
    common: dict[str, Any] = {"label": field.verbose_name, "help_text": field.help_text, "required": not field.blank}
    list_id = model.register.lists.get(field.name, "")
    if field.many_to_many:
        return RowsField(field.related_model, **common)
    if field.many_to_one:
        return _related(field, common)
    if isinstance(field, Codes):
        return _codes(list_id, common)
    if list_id:
        return CodeField(codes=lambda: standards.items(list_id), **common)
    if isinstance(field, models.DateField):
        return DayField(**common)
    if isinstance(field, models.DecimalField):
        return AmountField(max_digits=field.max_digits, decimal_places=field.decimal_places, **common)
    if isinstance(field, models.IntegerField):
        return WholeNumberField(min_value=0, **common)
    more = {"max_length": LONGEST} if isinstance(field, models.TextField) else {}
    found: forms.Field = field.formfield(**({} if field.choices else {"help_text": field.help_text} | more))
    return found


def _related(field: Any, common: dict[str, Any]) -> forms.Field:
    named = RowField if _is_long(field.related_model) else RowChoiceField
    return named(field.related_model, **common)


def _is_long(model: Any) -> bool:
    return issubclass(model, Entry) and model.register.many


def _codes(list_id: str, common: dict[str, Any]) -> forms.Field:
    if list_id and len(list(standards.items(list_id))) <= MOST_CHECKBOXES:
        return CodesField(codes=lambda: standards.items(list_id), **common)
    return KeysField(**common)


def take(form: Any) -> tuple[Entry, dict[str, Any]]:
    """The row and the linked rows of a valid form."""
    names = {field.name for field in form._meta.model._meta.many_to_many}
    return form.instance, {name: value for name, value in form.cleaned_data.items() if name in names}


def read_file(model: type[Entry], text: str) -> list[Any]:
    """Every row of a CSV text as a valid form.

    Raises:
        InvalidInput: by row and column, all at once; nothing was kept.
    """
    lines = _lines(model, text)
    found: list[Any] = []
    problems: dict[str, Any] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, line in lines:
        known = rows.by_key(model, line)
        if known is not None:
            line = dict(zip(rows.columns(model), rows.cells(known), strict=True)) | line
        form = form_of(model, known is None)(_data(model, line, known is None), instance=known)
        key = tuple(line.get(name, "").strip() for name in model.register.key)
        if key in seen:
            problems[_at(number, model.register.key[0])] = _("The same row stands in line %(line)s already.") % {
                "line": seen[key]
            }
        seen.setdefault(key, number)
        if form.is_valid():
            found.append(form)
        for name, texts in form.errors.items():
            problems[_at(number, name)] = [str(sentence) for sentence in texts]
    if problems:
        raise InvalidInput(problems, _("Nothing was taken. Correct these rows and send the file again."))
    return found


def _at(number: int, name: str) -> str:
    return _("line %(line)s, %(field)s") % {"line": number, "field": name if name != "__all__" else _("whole row")}


def _lines(model: type[Entry], text: str) -> list[tuple[int, dict[str, str]]]:
    heads = rows.columns(model)
    reader = csv_reader(io.StringIO(text.lstrip("\ufeff").strip("\r\n")))
    given = [name.strip() for name in reader.fieldnames or []]
    unknown = [name for name in given if name not in heads]
    missing = [name for name in model.register.key if name not in given]
    if unknown or missing:
        raise InvalidInput(
            {
                "text": _("The first line does not fit. Unknown: %(unknown)s. Missing: %(missing)s. Known: %(known)s.")
                % {"unknown": ", ".join(unknown) or "–", "missing": ", ".join(missing) or "–", "known": ", ".join(heads)}
            }
        )
    reader.fieldnames = given
    return list(_checked(reader))


def _checked(reader: Any) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        for count, line in enumerate(reader, start=1):
            if count > MOST_ROWS:
                raise InvalidInput({"text": _("More than %(most)s rows. Split the file.") % {"most": MOST_ROWS}})
            if line.get("") or None in line.values():
                raise InvalidInput(
                    {"text": _("Line %(line)s has more or fewer cells than the first line.") % {"line": reader.line_num}}
                )
            yield reader.line_num, {name: _unquoted(value) for name, value in line.items() if name}
    except csv.Error as error:
        raise InvalidInput({"text": _("This is not a CSV table: %(why)s.") % {"why": error}}) from error


def _unquoted(value: str) -> str:
    """Without the apostrophe that :func:`rows.to_csv` puts before what a spreadsheet would run."""
    return value[1:] if value[:1] == "'" and is_quoted(value[1:]) else value


def _data(model: type[Entry], line: dict[str, str], adding: bool) -> MultiValueDict[str, str]:
    """The cells as a form sends them."""
    data: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form_of(model, adding).base_fields.items():
        value = line.get(name)
        if value is None:
            continue
        if isinstance(field, CodesField):
            data.setlist(name, split_codes(value))
        elif isinstance(field, forms.BooleanField):
            data[name] = "on" if value.strip().lower() in ("yes", "true", "1", "on") else ""
        else:
            data[name] = value
    return data
