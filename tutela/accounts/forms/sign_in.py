"""allauth's forms in our dress and words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as TheirChangePassword
from allauth.account.forms import LoginForm as TheirLogin
from allauth.account.forms import ReauthenticateForm as TheirPasswordAgain
from allauth.account.forms import SetPasswordForm as TheirSetPassword
from allauth.mfa.base.forms import AuthenticateForm as TheirCode
from allauth.mfa.base.forms import ReauthenticateForm as TheirCodeAgain
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as TheirActivateApp
from allauth.mfa.totp.forms import DeactivateTOTPForm as TheirRemoveApp
from allauth.mfa.webauthn.forms import AddWebAuthnForm as TheirAddPasskey
from allauth.mfa.webauthn.forms import EditWebAuthnForm as TheirRenamePasskey
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tutela.ui.forms import FormMixin, ascii_digits

from .. import api


class _Worded(FormMixin):
    """Our labels and hints; no placeholders, because they vanish when one types."""

    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


class LoginForm(_Worded, TheirLogin):
    labels = {"login": _("User name"), "password": _("Password")}


class PasswordAgainForm(_Worded, TheirPasswordAgain):
    labels = {"password": _("Password")}


class ChangePasswordForm(_Worded, TheirChangePassword):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    hints = {"password1": _("At least 12 characters. Several words in a row are easy to remember and hard to guess.")}


class SetPasswordForm(_Worded, TheirSetPassword):
    labels = {"password1": _("New password"), "password2": _("New password once more")}
    hints = {"password1": _("At least 12 characters. Several words in a row are easy to remember and hard to guess.")}


class _Code(_Worded):
    """A code typed in any script's digits, with any spaces. A wrong one is audited."""

    labels = {"code": _("Code")}
    cleaned_data: dict[str, Any]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "dir": "ltr", "spellcheck": "false"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = "".join(ascii_digits(self.cleaned_data["code"]).split())
        return str(super().clean_code())  # type: ignore[misc]

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        api.record_failed_sign_in(user=authenticator.user, means="code", by=api.PUBLIC_ACTOR)


class CodeForm(_Code, TheirCode):
    hints = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class CodeAgainForm(_Code, TheirCodeAgain):
    hints = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class ActivateAppForm(_Code, TheirActivateApp):
    hints = {"code": _("The six digits the app shows now.")}


class RemoveAppForm(_Worded, TheirRemoveApp):
    """Nothing to fill in; the last second factor of somebody who needs one stays."""

    def clean(self) -> dict[str, Any]:
        if api.is_needed_second_factor(self.authenticator):
            raise ValidationError(_("Your role needs a second factor. Add a passkey first, then remove the app."))
        return dict(super().clean() or {})


class AddPasskeyForm(_Worded, TheirAddPasskey):
    labels = {"name": _("Name"), "passwordless": _("Sign in with it alone, without user name and password")}
    hints = {
        "name": _("So that you can tell it from others: “my phone”, “blue key”."),
        "passwordless": _("For a phone, a computer or a key that asks for your finger, face or PIN."),
    }


class RenamePasskeyForm(_Worded, TheirRenamePasskey):
    labels = {"name": _("Name")}
