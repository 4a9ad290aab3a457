"""Where an indicator's values come from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.statistics import api as statistics
from tutela.ui.forms import Form

from ..actions.released import LETTERS


def _breakdowns() -> list[tuple[str, Any]]:
    return [(code, statistics.BREAKDOWNS[code].label) for code in LETTERS]


def _pages() -> list[tuple[str, Any]]:
    return [("", _("Every form")), *statistics.pages().items()]


class TakeForm(Form):
    """Which protected table."""

    breakdown = forms.ChoiceField(label=_("Broken down by"), choices=_breakdowns)
    page = forms.ChoiceField(label=_("Only children with this form"), choices=_pages, required=False)
