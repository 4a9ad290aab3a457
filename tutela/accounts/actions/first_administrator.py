"""The one account that no administrator makes."""

from __future__ import annotations

from django.db import transaction

from tutela.audit import api as audit
from tutela.directory.api import Territory
from tutela.kernel.actor import Actor
from tutela.kernel.errors import OperatorError, Refused

from ..enums import AccountsReason
from ..models import Grant, User
from ..queries.people import current_grants
from .users import _made

ROLE = "administrator"


@transaction.atomic
def create_first_administrator(*, username: str, full_name: str, by: Actor) -> tuple[User, str]:
    """Make an administrator of the whole country, as long as there is none; returns the account and its first password.

    Raises:
        Refused: there is one already.
        OperatorError: there is no territory to be administrator of.
        InvalidInput: the user name is malformed or taken, or the name missing.
    """
    if current_grants().filter(role=ROLE, user__is_active=True).exists():
        raise Refused(AccountsReason.NO_SUCH_PERMISSION)
    country = Territory.objects.filter(level=1).order_by("path").first()
    if country is None:
        raise OperatorError("There is no territory yet: load the directory first, then make the administrator.")
    user, password = _made(username, full_name, "", "en")
    Grant.objects.create(user=user, role=ROLE, territory=country)
    audit.record(by=by, action="first_administrator_created", subject=f"accounts.user:{user.pk}")
    return user, password
