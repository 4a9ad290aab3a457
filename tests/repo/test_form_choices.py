"""Whatever a form lets somebody choose is in the dictionary: a code of one list, or a value of one enumeration with its words.

So an answer that is kept can be counted, translated and exported, and means the same in every office (R113).
"""

import importlib
import inspect
import pkgutil

import pytest
from django import forms
from django.db import DatabaseError
from django.db.models.enums import Choices

import tutela
from tutela.vocabulary import api as vocabulary

NO_ANSWERS = {
    "agreements.forms": "which figures may be taken: the registered breakdowns themselves, a decision, and why",
    "accounts.forms.accounts": "who may sign in and where: roles, languages and places, no answer about anybody",
    "care.forms.planning.decision.DecideForm.decision": "which button was pressed: approved or given back, a step of the state",
    "directory.forms.FinderForm": "how a list is narrowed: day, hour and distance",
    "monitoring.forms.indicators.TakeForm": "which table of statistics is taken: its registered breakdowns",
    "monitoring.forms.recommendations.SearchForm": "how a list is narrowed; themes are those of the register itself",
    "intake.forms.cards.SheetForm.in_language": "the language of a printed sheet",
    "statistics.forms": "which table is asked for: the registered breakdowns themselves",
}
"""Where what is chosen is no answer that is kept of a child, a report or a place; and why."""


def _modules(part):
    for found in pkgutil.walk_packages(tutela.__path__, "tutela."):
        if f".{part}" in found.name and ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def _classes(part, base):
    for module in _modules(part):
        yield from (
            one
            for one in vars(module).values()
            if inspect.isclass(one) and issubclass(one, base) and one.__module__ == module.__name__
        )


def _values(field):
    """What can be chosen; nothing where the choices are rows of the database, or are set for each form."""
    try:
        choices = list(field.choices)
    except (DatabaseError, RuntimeError):
        return set()
    flat = [one for value, words in choices for one in (words if isinstance(words, (list, tuple)) else [(value, words)])]
    return {str(value) for value, _words in flat} - {""}


def _choosing():
    for form in _classes("forms", forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                yield f"{form.__module__.removeprefix('tutela.')}.{form.__name__}.{name}", _values(field)


def _known():
    yield from ({code.code for code in vocabulary.code_list(list_id)} for list_id in vocabulary.list_ids())
    for part in ("enums", "states"):
        yield from ({str(value) for value in one.values} for one in _classes(part, Choices))


@pytest.mark.requirement("R113")
def test_every_choice_of_a_form_is_in_the_dictionary():
    known, missing, used = list(_known()), {}, set()
    for name, values in _choosing():
        if values and not any(values <= one for one in known):
            reason = next((start for start in NO_ANSWERS if name.startswith(start)), None)
            if reason is None:
                missing[name] = sorted(values)
            else:
                used.add(reason)
    assert missing == {}, "make a code list (tutela/vocabulary/data/lists) or an enumeration of it"
    assert used == set(NO_ANSWERS), "a reason without a field"
