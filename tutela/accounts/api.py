"""The door of accounts."""

from __future__ import annotations

from .actions.grant_role import end_grant, grant_role
from .actions.sync_roles import sync_role_permissions
from .actor import PUBLIC_ACTOR, StaffActor, actor_for
from .enums import AccountsReason, Permission
from .models import User
from .queries import actor_of_token, has_second_factor, system_actor
from .roles import ROLES, Role

__all__ = [
    "PUBLIC_ACTOR",
    "ROLES",
    "AccountsReason",
    "Permission",
    "Role",
    "StaffActor",
    "User",
    "actor_for",
    "actor_of_token",
    "end_grant",
    "grant_role",
    "has_second_factor",
    "system_actor",
    "sync_role_permissions",
]
