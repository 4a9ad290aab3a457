"""Making, closing and opening accounts; helping somebody who cannot sign in."""

from __future__ import annotations

import re
import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import ALPHABET

from ..models import Unlocking, User
from ..policies import change_account, close_account, grant_to, manage_accounts, open_account_again
from ..queries.people import duties_of

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_RESERVED = "system."
_LONGEST_NAME = 150
_GROUPS, _GROUP = 5, 4


def _new_password() -> str:
    """A password to be read out once: 100 random bits in groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(_GROUP)) for _group in range(_GROUPS))


@transaction.atomic
def create_user(*, username: str, full_name: str, by: Actor, email: str = "", language: str = "en") -> tuple[User, str]:
    """Make an account; returns it with its first password, which is shown once and must be changed at the first sign-in.

    Raises:
        Refused: the actor does not manage accounts.
        InvalidInput: a field is missing, malformed or taken.
    """
    manage_accounts.require(by)
    user, password = _made(username, full_name, email, language)
    audit.record(by=by, action="account_created", subject=f"accounts.user:{user.pk}")
    return user, password


@transaction.atomic
def change_user(*, user: User, full_name: str, by: Actor, email: str = "", language: str = "en") -> User:
    """Correct the name, the address or the language of an account.

    Raises:
        Refused: the actor does not manage accounts, or the account is a process's.
        InvalidInput: a field is missing or malformed.
    """
    change_account.require(by, user)
    full_name, email = " ".join(full_name.split()), email.strip()
    _raise(_name_problem(full_name) | _email_problem(email) | _language_problem(language))
    user.full_name, user.email, user.language = full_name, email, language
    user.save(update_fields=["full_name", "email", "language"])
    audit.record(by=by, action="account_changed", subject=f"accounts.user:{user.pk}")
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: Actor) -> User:
    """Close an account: it signs in no more, its tokens and unlocked keys end, its grants reach nothing.

    Raises:
        Refused: the actor does not manage accounts; their own or a process's account; closed already; duties remain.
    """
    close_account.require(by, user, duties_of(user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    Unlocking.objects.filter(user=user).delete()
    audit.record(by=by, action="account_closed", subject=f"accounts.user:{user.pk}")
    return user


@transaction.atomic
def reactivate_user(*, user: User, by: Actor) -> User:
    """Open a closed account again, with the grants that still run.

    Raises:
        Refused: the actor does not manage accounts; their own or a process's account; open already.
    """
    open_account_again.require(by, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(by=by, action="account_opened_again", subject=f"accounts.user:{user.pk}")
    return user


@transaction.atomic
def reset_sign_in(*, user: User, by: Actor) -> str:
    """For somebody who lost password or second factor: a new first password, no second factor, every session over.

    The vault passphrase is not touched: an administrator cannot reach what a team key protects.

    Raises:
        Refused: the actor does not manage accounts; their own, a process's or a closed account.
    """
    grant_to.require(by, user)
    password = _new_password()
    user.set_password(password)
    user.password_is_temporary = True
    user.save(update_fields=["password", "password_is_temporary"])
    Authenticator.objects.filter(user=user).delete()
    Unlocking.objects.filter(user=user).delete()
    audit.record(by=by, action="sign_in_reset", subject=f"accounts.user:{user.pk}")
    return password


def _made(username: str, full_name: str, email: str, language: str) -> tuple[User, str]:
    """A user with a first password, after looking at every field."""
    username, full_name, email = username.strip().lower(), " ".join(full_name.split()), email.strip()
    _check(username, full_name, email, language)
    password = _new_password()
    user = User(username=username, full_name=full_name, email=email, language=language, password_is_temporary=True)
    user.set_password(password)
    user.save(force_insert=True)
    return user, password


def _check(username: str, full_name: str, email: str, language: str) -> None:
    problems = _name_problem(full_name) | _email_problem(email) | _language_problem(language)
    if not _USERNAME.fullmatch(username) or username.startswith(_RESERVED):
        problems["username"] = _(
            "Use 3 to 60 letters a–z, digits, dots or dashes, beginning with a letter or digit; not “system.”."
        )
    elif User.objects.filter(username=username).exists():
        problems["username"] = _("This name is taken. Choose another.")
    _raise(problems)


def _name_problem(full_name: str) -> dict[str, object]:
    fits = 0 < len(full_name) <= _LONGEST_NAME
    return {} if fits else {"full_name": _("Write the name colleagues know, up to 150 characters.")}


def _email_problem(email: str) -> dict[str, object]:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        return {"email": _("This is not an e-mail address. Write it like name@example.org, or leave it empty.")}
    return {}


def _language_problem(language: str) -> dict[str, object]:
    known = language in dict(settings.LANGUAGES)
    return {} if known else {"language": _("Choose one of the languages offered.")}


def _raise(problems: dict[str, object]) -> None:
    if problems:
        raise InvalidInput(problems)  # type: ignore[arg-type]
