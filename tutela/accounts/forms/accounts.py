"""Forms of accounts, grants, tokens and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import InvalidInput
from tutela.ui.forms import CodeCheckboxes, DayField, Form, Option, WholeNumberField

from .. import api
from .places import PlaceField


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form binds to: an empty answer is an answer."""
    return request.POST if request.method == "POST" else None


def show_problems(form: forms.Form, error: InvalidInput) -> None:
    """Put an action's sentences beside the fields they are about; others on top."""
    for name, sentences in error.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


class AccountForm(Form):
    """A new account."""

    username = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("Small letters, digits, dots, dashes. It never changes.")
    )
    full_name = forms.CharField(label=_("Name colleagues know"), max_length=150)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ChangeAccountForm(Form):
    """What may be corrected later."""

    full_name = forms.CharField(label=_("Name colleagues know"), max_length=150)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class AccountFilter(Form):
    """The list's filter; all optional."""

    words = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("open", _("Open")), ("closed", _("Closed"))]
    )
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", _("All")), *_roles()]  # type: ignore[attr-defined]


class GrantForm(Form):
    """A role, a place, a period."""

    role = forms.ChoiceField(label=_("Role"))
    place = PlaceField(label=_("Where"), help_text=_("A whole territory reaches every office in it."))
    valid_from = DayField(label=_("From"), required=False, help_text=_("Empty: from today."))
    valid_to = DayField(label=_("Last day"), required=False, help_text=_("Empty: until somebody ends it."))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["role"].choices = [("", ""), *_roles()]  # type: ignore[attr-defined]


class ClientForm(Form):
    """A token for a program."""

    name = forms.CharField(label=_("Program"), max_length=100)
    username = forms.CharField(
        label=_("User name it acts as"), max_length=60, help_text=_("It can never do more than this account.")
    )
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=CodeCheckboxes)
    days = WholeNumberField(label=_("Days it lasts"), initial=90, min_value=1, max_value=366)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["scopes"].choices = [(word.value, Option(word.label)) for word in api.Permission]  # type: ignore[attr-defined]

    def clean_username(self) -> api.User:
        """The account itself."""
        typed = str(self.cleaned_data["username"]).strip().lower()
        found = api.User.objects.filter(username=typed, is_system=False).first()
        if found is None:
            raise forms.ValidationError(_("There is no account with this user name."))
        return found


class TeamForm(Form):
    """A new team."""

    code = forms.CharField(label=_("Code"), max_length=30)
    name = forms.CharField(label=_("Name"), max_length=150)
    office = PlaceField(label=_("Office"), offices_only=True)
    receives_public_reports = forms.BooleanField(label=_("Receives what people report on the public site"), required=False)


class JoinForm(Form):
    """A new member."""

    username = forms.CharField(label=_("User name"), max_length=60)
    leads = forms.BooleanField(label=_("Leads the team: may start and rotate its key"), required=False)

    clean_username = ClientForm.clean_username


class RecoveryPublicForm(Form):
    """The public part of a recovery key made elsewhere, or nothing: then one is made here and shown once."""

    recovery_public = forms.CharField(
        label=_("Public part of a recovery key"),
        required=False,
        max_length=200,
        help_text=_("Safest: run `tutela keys recovery` on a machine without network and copy its public part here."),
    )

    def clean_recovery_public(self) -> bytes | None:
        """The bytes, or ``None`` for nothing."""
        typed = "".join(str(self.cleaned_data["recovery_public"]).split())
        try:
            return bytes.fromhex(typed) if typed else None
        except ValueError:
            raise forms.ValidationError(_("The public part of a recovery key is 64 hexadecimal digits.")) from None


class RecoverForm(Form):
    """The paper, and who shall read again."""

    username = forms.CharField(label=_("User name of the member who shall read again"), max_length=60)
    recovery_key = forms.CharField(
        label=_("Recovery key"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As printed on the paper. Spaces and dashes do not matter."),
    )

    clean_username = ClientForm.clean_username


def _secret_field(label: Any, autocomplete: str, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=500, widget=widget, help_text=hint)


_HOW = _("At least 14 characters; five or six words are good. Nobody can reset it, so write it down and lock it away.")


class _Twice(Form):
    """A new passphrase typed twice."""

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get(self.first, again):
            raise forms.ValidationError(_("The two are not the same. Type the second one again."))
        return again

    first = "passphrase"


class NewPassphraseForm(_Twice):
    """A first, or a replacing, vault passphrase."""

    passphrase = _secret_field(_("Vault passphrase"), "new-password", _HOW)
    again = _secret_field(_("Once more"), "new-password")


class ChangePassphraseForm(_Twice):
    """Another vault passphrase."""

    old = _secret_field(_("Present vault passphrase"), "off")
    new = _secret_field(_("New vault passphrase"), "new-password", _HOW)
    again = _secret_field(_("Once more"), "new-password")
    first = "new"


class UnlockForm(Form):
    """The vault passphrase."""

    passphrase = _secret_field(_("Vault passphrase"), "off")


def _roles() -> list[tuple[str, Any]]:
    return [(role.code, role.name) for role in api.ROLES.values() if not role.system]
