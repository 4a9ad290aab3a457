"""Forms of agreements."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Office
from tutela.kernel.clock import today
from tutela.statistics.api import BREAKDOWNS
from tutela.ui.forms import CodeField, CodeRadios, CodesField, DayField, Form, RowChoiceField, VersionedForm, text
from tutela.vocabulary.api import Option, codes


def registered(chosen: list[str] | None = None) -> list[Option]:
    """Registered breakdowns as a form offers them: all, or those that were chosen."""
    return [Option(one.code, str(one.label)) for one in BREAKDOWNS.values() if chosen is None or one.code in chosen]


class ProposeForm(Form):
    """What a partner may take."""

    partner = RowChoiceField(Office, label=_("Which agency"))
    purpose = text(_("For what the agency needs the figures"), needed=True, longest=500)
    breakdowns = CodesField(
        label=_("What the figures may be broken down by"),
        codes=registered,
        help_text=_("Nothing else ever leaves under this agreement. Girls and boys are always apart."),
    )
    basis = CodeField(label=_("On which basis"), codes=codes("agreement_bases", unknown=False), widget=CodeRadios)
    starts_on = DayField(label=_("From"), initial=today)
    ends_on = DayField(label=_("Until"), initial=lambda: today() + dt.timedelta(days=365))


class DecideForm(VersionedForm):
    """Agree or decline."""

    agreed = forms.ChoiceField(
        label=_("Your decision"), choices=[("yes", _("Put it in force")), ("no", _("Decline"))], widget=forms.RadioSelect
    )
    note = text(_("Note"), longest=500)


class EndForm(VersionedForm):
    """End it."""

    note = text(_("Why does it end?"), needed=True, longest=500)


class TakeForm(Form):
    """Which table, of what the agreement names."""

    def __init__(self, *args: object, named: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["by"] = CodesField(label=_("Broken down by (up to three)"), codes=registered(named))
