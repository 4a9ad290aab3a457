"""Forms of exports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.cases.api import FileState
from tutela.directory.api import Office
from tutela.ui.forms import CodeField, CodesField, DayField, Form, RowChoiceField, VersionedForm, line, text
from tutela.vocabulary.api import Option, codes

from .enums import Form as Written
from .enums import Level
from .models import Recipient


def states() -> list[Option]:
    """States of files as a form offers them."""
    return [Option(state.value, str(state.label)) for state in FileState]


class AskForm(Form):
    """What shall leave, to whom, for what. ``offices``: those the asker may ask for."""

    office = RowChoiceField(Office, label=_("Files of which office"))
    recipient = forms.ModelChoiceField(
        Recipient.objects.none(),
        label=_("To whom"),
        help_text=_("Only keys that data protection has compared with the person."),
    )
    purpose = CodeField(label=_("For which purpose"), codes=codes("export_purposes", unknown=False))
    reason = text(
        _("What does the recipient need it for?"),
        needed=True,
        longest=500,
        hint=_("One sentence, without a child's name. The data protection officer decides by it."),
    )
    level = forms.ChoiceField(
        label=_("How much leaves"), choices=Level.choices, initial=Level.CODES, widget=forms.RadioSelect
    )
    form = forms.ChoiceField(label=_("As"), choices=Written.choices, initial=Written.LINES, widget=forms.RadioSelect)
    states = CodesField(
        label=_("Only files in these states"), codes=states, required=False, help_text=_("None chosen: all.")
    )
    reported_from = DayField(label=_("Reported from"), required=False)
    reported_until = DayField(label=_("Reported until"), required=False)

    def __init__(self, *args: Any, offices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(pk__in=offices, holds_files=True)  # type: ignore[attr-defined]
        self.fields["recipient"].queryset = Recipient.objects.filter(  # type: ignore[attr-defined]
            confirmed_at__isnull=False, ended_at=None
        ).select_related("agency")


class RecipientForm(Form):
    """A key and whose it is."""

    agency = RowChoiceField(Office, label=_("Agency"))
    holder = line(_("Who holds the private key"), needed=True, hint=_("The person's name and function."))
    public_key = line(
        _("Public key"),
        needed=True,
        hint=_("Begins with age1. The recipient makes it with: age-keygen. Never enter a private key."),
    )


class DecideForm(VersionedForm):
    """Agree or refuse."""

    agreed = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Agree: it is built and encrypted")), ("no", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    note = text(_("Note"), longest=500)


class ConfirmForm(VersionedForm):
    """The key was compared."""

    compared = forms.BooleanField(
        label=_("I compared the whole key with this person, face to face or by a number I knew before.")
    )
