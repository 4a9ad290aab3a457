"""Accounts as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
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
            "reads_personal": role.reads_personal,
            "system": role.system,
        }
        for role in api.ROLES.values()
    ]


def roles_markdown() -> str:
    """The page ``docs/reference/roles.md``, generated from the code."""
    with translation.override("en"):
        lines = [
            "# Roles and permissions",
            "",
            "Generated from `tutela/accounts/roles.py` by `tutela manage write_roles`; do not edit.",
            "",
            "A grant gives a person a role for an office, or for every office of a territory, for a period. What a role",
            "opens there also depends on the person's relation to the file, on sensitivity and on purpose.",
        ]
        for role in role_catalogue():
            lines += ["", f"## {role['name']} (`{role['code']}`)", "", str(role["description"]), ""]
            lines += [f"- {sentence}" for sentence in role["permissions"]]
            lines += ["", _second_factor(role)]
        lines += ["", "## Who holds what", "", *_matrix()]
    return "\n".join(lines) + "\n"


def _second_factor(role: dict[str, Any]) -> str:
    if role["system"]:
        return "A process, not a person: it cannot sign in and cannot be granted."
    return "Second factor: needed." if role["reads_personal"] else "Second factor: offered; reads no personal data."


def _matrix() -> list[str]:
    lines = ["| Permission | What it opens | Roles |", "|---|---|---|"]
    for word in api.Permission:
        roles = ", ".join(str(role.name) for role in api.ROLES.values() if word in role.permissions)
        lines.append(f"| `{word.value}` | {word.label} | {roles or '(a named grant only)'} |")
    return lines
