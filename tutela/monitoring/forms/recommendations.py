"""Searching, following up, importing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.planning.api import Status
from tutela.registers.api import standards
from tutela.ui.forms import CodeField, DayField, Form

from ..enums import Effect, ImportKind, TermKind
from ..models import WatchedState
from ..queries.reading import Given

TIMINGS = [("", _("All")), ("missed", _("Date missed")), ("no_action", _("Without action"))]


def _all_of(list_id: str) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [("", _("All")), *((item.code, item.label) for item in standards.items(list_id))]


class SearchForm(Form):
    """What to look for."""

    words = forms.CharField(label=_("Words"), required=False)
    state = forms.ModelChoiceField(
        label=_("Country"), queryset=WatchedState.objects.all(), to_field_name="code", required=False, empty_label=_("All")
    )
    source = forms.ChoiceField(label=_("Source"), choices=_all_of("recommendation_sources"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=_all_of("themes"), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), *Status.choices], required=False)
    timing = forms.ChoiceField(label=_("Time"), choices=TIMINGS, required=False)


class StatusForm(Form):
    """Implementation, and apart from it effect."""

    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=5_000, widget=forms.Textarea, required=False)
    effect = forms.ChoiceField(
        label=_("Effect for children"),
        help_text=_("Whether it was done and what it changed are two things."),
        choices=Effect.choices,
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=5_000, widget=forms.Textarea, required=False)
    on = DayField(label=_("On the day"))


class TargetForm(Form):
    """A date, and why it moves."""

    due_on = DayField(label=_("To be done by"))
    why = forms.CharField(label=_("Why the date moves"), max_length=1_000, required=False)


class ImportForm(Form):
    """A list pasted from its file. Packages (DOCX, XLSX) and long files come in by the command line."""

    kind = CodeField(
        label=_("Kind of file"),
        codes=lambda: [
            standards.Item(kind.value, {"en": str(kind.label)})
            for kind in ImportKind
            if kind not in (ImportKind.DOCX, ImportKind.XLSX)
        ],
    )
    state = forms.ModelChoiceField(
        label=_("Only recommendations to"),
        queryset=WatchedState.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("Every watched State"),
    )
    symbol = forms.CharField(
        label=_("Document"),
        max_length=60,
        required=False,
        help_text=_("For lists that do not name it, such as A/HRC/42/15."),
    )
    cycle = forms.CharField(label=_("Cycle or session"), max_length=40, required=False)
    name = forms.CharField(label=_("Name of the file"), max_length=200)
    text = forms.CharField(label=_("Text of the file"), widget=forms.Textarea(attrs={"rows": "12", "spellcheck": "false"}))

    def stream(self) -> io.BytesIO:
        """The pasted text as a file."""
        return io.BytesIO(self.cleaned_data["text"].encode())

    def given(self) -> Given:
        """What the file itself does not say."""
        return Given(symbol=self.cleaned_data["symbol"], cycle=self.cleaned_data["cycle"])


class AnswerForm(Form):
    """What an unknown word means."""

    kind = forms.ChoiceField(choices=TermKind.choices, widget=forms.HiddenInput)
    word = forms.CharField(widget=forms.HiddenInput, strip=False)
    code = forms.CharField(required=False)
