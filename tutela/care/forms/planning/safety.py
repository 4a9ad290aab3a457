"""The safety plan, made together with the child."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import DayField, Form, text


class SafetyPlanForm(Form):
    """Made with the child, before anything else is planned (R53)."""

    safe_persons = text(_("Persons the child trusts and can reach"), needed=True, hint=_("Names and how to reach them."))
    safe_places = text(_("Places where the child is safe"))
    signals = text(
        _("Signals"),
        rows=2,
        longest=1000,
        hint=_("A word, a sign or a missed call that means “I need help”, and who knows it."),
    )
    contact_rules = text(
        _("Rules of contact"),
        rows=2,
        longest=1000,
        needed=True,
        hint=_("When and how to call, what to say if somebody else answers, what never to send."),
    )
    made_with_child = forms.BooleanField(label=_("The child took part in making it"), required=False)
    child_version_given_on = DayField(
        label=_("The child got their version on"),
        required=False,
        help_text=_("On paper only if it is safe for the child to keep it."),
    )
