"""Choosing what the explorer shows: registered questions of a release."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Territory
from tutela.ui.forms import CodeField, Form
from tutela.ui.forms.widgets import CodeSelect
from tutela.vocabulary.api import Option

from ..models import Release
from ..models.dictionary import BREAKDOWNS, LEVELS
from ..queries.exploring import BESIDE, Question, choices

DEFAULTS = {"measure": "safe", "within": "", "area": "", "period": ""}
"""The explorer opens with what became of the children (R12)."""


def _core() -> list[Option]:
    return [Option(one, str(BREAKDOWNS[one].label)) for one in BESIDE]


def _regions() -> list[Option]:
    return [Option(one.code, str(one)) for one in Territory.objects.filter(level=BREAKDOWNS[LEVELS[0]].territory)]


class ExploreForm(Form):
    """A measure, a breakdown beside girls and boys, a region, a year. All of it registered; there is nothing to type."""

    measure = forms.ChoiceField(label=_("What"))
    within = CodeField(label=_("And by"), codes=_core, widget=CodeSelect, required=False)
    area = CodeField(label=_("Region"), codes=_regions, widget=CodeSelect, required=False)
    period = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, data: dict[str, str], release: Release) -> None:
        super().__init__(data)
        self.fields["measure"].choices = choices()  # type: ignore[attr-defined]
        self.fields["period"].choices = [("", _("All years")), *((one, one) for one in release.periods)]  # type: ignore[attr-defined]

    def question(self) -> Question:
        """What a valid form asks."""
        return Question(**{name: str(self.cleaned_data[name]) for name in DEFAULTS})
