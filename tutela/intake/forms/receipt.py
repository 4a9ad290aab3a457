"""Typing a receipt."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tutela.kernel.vault.receipt import ReceiptMistyped, ReceiptProblem, parse
from tutela.ui.forms import Form

from .fields import WordsField

_SENTENCES = {
    ReceiptProblem.CHARACTERS: _("A code has only digits. Take out the other signs."),
    ReceiptProblem.TOO_SHORT: _("A code has 18 digits. Some are missing."),
    ReceiptProblem.TOO_LONG: _("A code has 18 digits. There are too many."),
    ReceiptProblem.CHECK: _("One digit looks wrong. Compare the code with what you kept, group by group."),
}


class ReceiptForm(Form):
    """Digits of any script, with spaces or without."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("18 digits, with or without spaces."),
        max_length=100,
        error_messages={"max_length": _("A code has 18 digits. There are too many.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "width-20"}),
    )

    def clean_code(self) -> str:
        """The plain digits."""
        try:
            return parse(self.cleaned_data["code"])
        except ReceiptMistyped as slip:
            raise ValidationError(_SENTENCES[slip.problem], slip.problem.value) from None


class MessageForm(Form):
    """A message to the team from the mailbox."""

    text = WordsField(
        label=_("Write to the team"),
        help_text=_("What you send is locked at once. It does not show here again."),
        widget=forms.Textarea(attrs={"rows": "5", "autocomplete": "off"}),
        error_messages={"required": _("Write a few words first.")},
    )
    danger = forms.BooleanField(label=_("Somebody is in danger now"), required=False)
