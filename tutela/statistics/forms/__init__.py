"""Choosing a table: nothing but registered answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import CodeField, Form
from tutela.ui.forms.widgets import CodeSelect
from tutela.vocabulary import api as vocabulary
from tutela.vocabulary.api import Option

from ..models.dictionary import BREAKDOWNS, LEVELS, NEEDS, PAGE, SEX
from ..queries.tables import pages
from ..queries.under_reporting import ACROSS

TERRITORY = "territory"


def _breakdowns() -> list[Option]:
    others = [one for one in BREAKDOWNS.values() if one.code not in (SEX, *LEVELS)]
    return [Option(TERRITORY, str(_("Territory"))), *(Option(one.code, str(one.label)) for one in others)]


def _levels() -> list[Option]:
    return [Option(level, str(BREAKDOWNS[level].label)) for level in LEVELS]


def _forms() -> list[Option]:
    return [Option(code, words) for code, words in pages().items()]


def _across() -> list[Option]:
    return [Option(TERRITORY, str(_("Territory"))), *(Option(one, str(BREAKDOWNS[one].label)) for one in ACROSS)]


class TableForm(Form):
    """Two breakdowns besides sex, the level of territory, and a form for the whole page."""

    first = CodeField(label=_("Rows"), codes=_breakdowns, widget=CodeSelect)
    second = CodeField(label=_("Rows within rows"), codes=_breakdowns, widget=CodeSelect, required=False)
    level = CodeField(label=_("Level of territory"), codes=_levels, widget=CodeSelect, required=False)
    form = CodeField(label=_("Only children with this form"), codes=_forms, widget=CodeSelect, required=False)

    def question(self) -> tuple[tuple[str, ...], str]:
        """Breakdowns and page of a valid form."""
        said = self.cleaned_data
        by = [said["level"] or LEVELS[0] if one == TERRITORY else one for one in (said["first"], said["second"]) if one]
        return tuple(by), str(said[PAGE])


class NeedsForm(Form):
    """What planners ask of a map: what was missing or refused, which answer of it, on which level."""

    what = CodeField(
        label=_("What"), codes=lambda: [Option(one, str(BREAKDOWNS[one].label)) for one in NEEDS], widget=CodeSelect
    )
    code = CodeField(label=_("Shown on the map"), codes=(), widget=CodeSelect, required=False)
    level = CodeField(label=_("Level of territory"), codes=_levels, widget=CodeSelect)

    def __init__(self, data: dict[str, str]) -> None:
        what = data["what"] if data["what"] in NEEDS else NEEDS[0]
        known = vocabulary.options(BREAKDOWNS[what].list_id, with_unknown=False)
        code = data["code"] if data["code"] in {one.code for one in known} else known[0].code
        super().__init__(data | {"code": code})
        self.fields["code"].choices = [(one.code, one.label) for one in known]  # type: ignore[attr-defined]


class AcrossForm(Form):
    """Across what the barriers to reporting are seen, and at which level of territory."""

    across = CodeField(label=_("Barriers across"), codes=_across, widget=CodeSelect)
    level = CodeField(label=_("Level of territory"), codes=_levels, widget=CodeSelect)

    def question(self) -> tuple[str, str]:
        """Breakdown and level of a valid form."""
        across, level = str(self.cleaned_data["across"]), str(self.cleaned_data["level"])
        return level if across == TERRITORY else across, level


ACROSS_DEFAULTS = {"across": TERRITORY, "level": LEVELS[0]}
"""The analysis before anybody chose."""
DEFAULTS = {"first": TERRITORY, "second": "age_group", "level": LEVELS[0], "form": ""}
"""What is shown before anybody chose."""
NEEDS_DEFAULTS = {"what": NEEDS[0], "code": "", "level": LEVELS[0]}
"""The map before anybody chose."""


class ReleaseForm(Form):
    """What is said of a release, and which earlier one it corrects."""

    corrects = CodeField(label=_("Corrects"), codes=(), widget=CodeSelect, required=False)
    note = forms.CharField(
        label=_("Notes for readers"),
        help_text=_("What is new, what to read with care; in a correction, what was wrong."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    method = forms.CharField(
        label=_("Method, beyond what always stands there"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        required=False,
    )
    new_series = forms.BooleanField(
        label=_("Code lists or territories changed: begin a new series"),
        help_text=_("Readers are told that figures before and after do not compare."),
        required=False,
    )

    def __init__(self, data: Any = None, *, versions: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["corrects"].choices = [("", "–"), *versions]  # type: ignore[attr-defined]


class WithdrawForm(Form):
    """Why a release is taken back."""

    reason = forms.CharField(label=_("Why it is withdrawn"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)
