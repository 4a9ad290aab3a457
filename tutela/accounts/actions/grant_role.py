"""Giving and ending roles."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.models import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput

from ..models import Grant, User
from ..policies import manage_accounts
from ..roles import ROLES


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by: Actor,
    office: Office | None = None,
    territory: Territory | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Grant:
    """Give ``user`` a role for one office or one territory.

    Raises:
        Refused: the actor does not manage accounts.
        InvalidInput: unknown role, no place or two places, an end before the start.
    """
    manage_accounts.require(by)
    start = valid_from or today()
    problems = {}
    if role not in ROLES:
        problems["role"] = _("This role does not exist. Choose one from the list.")
    if (office is None) == (territory is None):
        problems["office"] = _("Choose either one office or one territory.")
    if valid_to is not None and valid_to < start:
        problems["valid_to"] = _("The end lies before the start. Choose a later day, or leave it empty.")
    if problems:
        raise InvalidInput(problems)
    granted_by = User.objects.filter(pk=by.id).first()
    grant = Grant.objects.create(
        user=user, role=role, office=office, territory=territory, valid_from=start, valid_to=valid_to, granted_by=granted_by
    )
    audit.record(by=by, action="role_granted", subject=f"accounts.user:{user.pk}", details={"role": role})
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: Actor) -> Grant:
    """End a grant as of yesterday, so that it no longer reaches anything.

    Raises:
        Refused: the actor does not manage accounts.
    """
    manage_accounts.require(by)
    grant.valid_to = max(today() - dt.timedelta(days=1), grant.valid_from)
    grant.save(update_fields=["valid_to"])
    audit.record(by=by, action="role_ended", subject=f"accounts.user:{grant.user_id}", details={"role": grant.role})
    return grant
