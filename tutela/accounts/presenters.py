"""Accounts as people read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tutela.kernel.clock import now

from . import api

SOON = dt.timedelta(days=60)
"""How long before its end an undertaking of a body is asked for again."""


@dataclass(frozen=True)
class GrantLine:
    """A grant in words."""

    id: Any
    role: str
    place: str
    valid_from: Any
    valid_to: Any


def grant_line(grant: api.Grant) -> GrantLine:
    """Role and place by name."""
    role = api.ROLES.get(grant.role)
    return GrantLine(
        grant.pk,
        str(role.name) if role else grant.role,
        str(grant.office or grant.territory),
        grant.valid_from,
        grant.valid_to,
    )


def account_row(user: api.User) -> dict[str, Any]:
    """A line of the list."""
    lines = [grant_line(grant) for grant in getattr(user, "now_held", [])]
    return {"user": user, "grants": lines, "state": _("Open") if user.is_active else _("Closed")}


def body_state(runs_until: dt.datetime | None) -> tuple[str, str]:
    """Tone and words of a body's undertaking: it runs, ends within sixty days, has run out, or there is none."""
    if runs_until is None:
        return "danger", _("None yet: roles for its offices open nothing")
    if runs_until <= now():
        return "danger", _("Run out: roles for its offices open nothing")
    return ("warning", _("Ends soon")) if runs_until <= now() + SOON else ("success", _("In force"))


def role_catalogue() -> list[dict[str, Any]]:
    """Every role with what it may do, for people."""
    return [
        {
            "code": role.code,
            "name": role.name,
            "description": role.description,
            "permissions": sorted(str(word.label) for word in role.permissions),
            "second_factor": role.needs_second_factor,
            "system": role.system,
        }
        for role in api.ROLES.values()
    ]
