"""Accounts as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import api


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
