"""Domain errors back on the form that caused them: the field named, everything typed kept."""

from __future__ import annotations

from django.forms import BaseForm

from tutela.kernel.errors import InvalidInput, TutelaError


def require_valid(form: BaseForm) -> None:
    """For an address that answers with a file: there is no page on which the form could come back.

    Raises:
        InvalidInput: what is wrong, by field.
    """
    if not form.is_valid():
        raise invalid(form)


def invalid(form: BaseForm) -> InvalidInput:
    """What is wrong with a form, by field, as an error of the house."""
    return InvalidInput({name: [str(text) for text in texts] for name, texts in form.errors.items()})


def add_problems(form: BaseForm, error: TutelaError) -> None:
    """Put an expected error on the form: each field's sentences at the field, anything else in the summary on top."""
    if not isinstance(error, InvalidInput):
        form.add_error(None, str(error))
        return
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
