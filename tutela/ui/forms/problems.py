"""Domain errors back on the form that caused them: the field named, everything typed kept."""

from __future__ import annotations

from django.forms import BaseForm

from tutela.kernel.errors import InvalidInput, TutelaError


def add_problems(form: BaseForm, error: TutelaError) -> None:
    """Put an expected error on the form: each field's sentences at the field, anything else in the summary on top."""
    if not isinstance(error, InvalidInput):
        form.add_error(None, str(error))
        return
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
