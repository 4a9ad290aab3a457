"""Forms of retention."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import DayField, Form, VersionedForm, line, text

from .enums import HoldGround, Verdict

_DAY = _("At the latest a year from now. A hold does not end by itself: on this day you look at it again.")


class HoldForm(Form):
    """A file that must stay."""

    number = line(_("File number"), longest=20, needed=True)
    ground = forms.ChoiceField(label=_("Why must this file stay?"), choices=HoldGround.choices, widget=forms.RadioSelect)
    basis = text(
        _("On what basis?"),
        needed=True,
        longest=1000,
        hint=_("The order, law or request with its date, without a child's name."),
    )
    review_on = DayField(label=_("Look at it again on"), help_text=_DAY)


class HoldReviewForm(VersionedForm):
    """Looking at it again."""

    verdict = forms.ChoiceField(label=_("Your decision"), choices=Verdict.choices, widget=forms.RadioSelect)
    words = text(_("Why?"), needed=True, longest=1000, hint=_("In a full sentence, without a child's name."))
    review_on = DayField(label=_("If it stands: look at it again on"), required=False, help_text=_DAY)
