"""Giving and ending roles."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office, Territory
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput

from ..models import Grant, User
from ..policies import change_account, grant_to
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
    """Give ``user`` a role for one office or one territory; ``valid_to`` is the last day.

    Raises:
        Refused: the actor does not manage accounts, or this is their own account, a process's or a closed one.
        InvalidInput: unknown role, no place or two places, an end before the start.
    """
    grant_to.require(by, user)
    start = valid_from or today()
    problems = {}
    if role not in ROLES or ROLES[role].system:
        problems["role"] = _("This role does not exist. Choose one from the list.")
    if (office is None) == (territory is None):
        problems["office"] = _("Choose either one office or one territory.")
    elif territory is not None and role in ROLES and ROLES[role].one_office:
        problems["office"] = _("This role is given for one office: each committee sees what is asked of itself alone.")
    if valid_to is not None and valid_to < start:
        problems["valid_to"] = _("The end lies before the start. Choose a later day, or leave it empty.")
    if problems:
        raise InvalidInput(problems)
    grant = Grant.objects.create(
        user=user,
        role=role,
        office=office,
        territory=territory,
        valid_from=start,
        valid_to=valid_to,
        granted_by=User.objects.filter(pk=by.id).first(),
    )
    place = f"office:{office.code}" if office is not None else f"territory:{territory.code if territory else ''}"
    audit.record(by=by, action="role_granted", subject=f"accounts.user:{user.pk}", details={"role": role, "place": place})
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: Actor) -> Grant:
    """End a grant now; from the next request on it reaches nothing. Ending it twice changes nothing.

    Raises:
        Refused: the actor does not manage accounts, or this is their own account or a process's.
    """
    change_account.require(by, grant.user)
    if grant.ended_at is None:
        grant.ended_at = now()
        grant.ended_by = User.objects.filter(pk=by.id).first()
        grant.save(update_fields=["ended_at", "ended_by"])
        audit.record(by=by, action="role_ended", subject=f"accounts.user:{grant.user_id}", details={"role": grant.role})
    return grant
