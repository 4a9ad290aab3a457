"""Request bodies of the HTTP API, made from the same forms as the screens: the same names, types and lengths."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from pydantic import AwareDatetime, Field, create_model

from tutela.directory.api import Office, Territory
from tutela.kernel.bodies import Body
from tutela.kernel.errors import InvalidInput
from tutela.ui.forms import CodesField

ROWS: dict[str, Any] = {"unit": Office, "territory": Territory}
"""Fields that name rows: by id, and a territory by its code."""


def body_of(form: Any, name: str) -> type[Body]:
    """The body that fits a form; ``base_version`` travels as ``If-Match`` instead."""
    fields: dict[str, Any] = {field: _typed(kind) for field, kind in form.base_fields.items() if field != "base_version"}
    made: type[Body] = create_model(name, __base__=Body, __doc__=form.__doc__, **fields)
    return made


def values_of(body: Body) -> dict[str, Any]:
    """What the action takes: rows instead of what names them; what was not sent is left out.

    Raises:
        InvalidInput: something names nothing.
    """
    values = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    problems: dict[str, Any] = {}
    for name, model in ROWS.items():
        if name in values:
            found = model.objects.filter(**{"pk" if name == "unit" else "code": values[name]}).first()
            values[name] = found
            if found is None:
                problems[name] = "This names nothing here."
    if problems:
        raise InvalidInput(problems)
    return values


def _typed(field: forms.Field) -> tuple[Any, Any]:
    """The type of a field and its default: needed where the form needs it."""
    kind: Any = str
    limits: dict[str, Any] = {}
    if isinstance(field, CodesField):
        kind = list[str]
    elif isinstance(field, forms.ModelChoiceField):
        kind = str if getattr(field, "to_field_name", None) else uuid.UUID
    elif isinstance(field, forms.DateTimeField):
        kind = AwareDatetime
    elif isinstance(field, forms.DateField):
        kind = dt.date
    elif isinstance(field, forms.DecimalField):
        kind, limits = Decimal, {"max_digits": field.max_digits, "decimal_places": field.decimal_places}
    elif isinstance(field, forms.BooleanField):
        kind = bool
    elif isinstance(field, forms.CharField):
        limits = {"max_length": field.max_length}
    said = str(field.label) if field.label else None
    has_default = isinstance(field.initial, str) and bool(field.initial)
    if field.required and not has_default:
        return kind, Field(..., description=said, **limits)
    return kind | None, Field(None, description=said, **limits)
