"""The supervisor's answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import Form, text


class DecideForm(Form):
    """Approve, or return with a note. Which of the two is the button pressed."""

    decision = forms.ChoiceField(
        choices=[("approve", _("Approve")), ("return", _("Return"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("Press “Approve” or “Return to the author”.")},
    )
    note = text(_("Note to the author"), rows=4, hint=_("Needed when you return it: what should be changed."))


class OverrideForm(Form):
    """Agreeing to act without consent."""

    agreed = forms.BooleanField(
        label=_(
            "I have read the reasons, and I agree that acting without consent is necessary and in the child's best interests"
        ),
        error_messages={
            "required": _("Tick this if you agree. If you do not, leave it undecided and speak with the author.")
        },
    )
