"""The door of accounts."""

from __future__ import annotations

from .actions.clients import create_api_client, revoke_api_client
from .actions.first_administrator import create_first_administrator
from .actions.grant_role import end_grant, grant_role
from .actions.record_sign_in import record_failed_sign_in, record_sign_in
from .actions.sync_roles import sync_role_permissions
from .actions.sync_system_users import create_system_users
from .actions.team_keys import create_team_key, destroy_team_key, recover_team_key, rotate_team_key, share_team_key
from .actions.teams import create_team, join_team, leave_team
from .actions.undertaking import record_body_undertaking, sign_undertaking
from .actions.users import change_user, create_user, deactivate_user, reactivate_user, reset_sign_in
from .actions.vault import (
    change_vault_passphrase,
    create_vault_key,
    lock_vault,
    replace_vault_key,
    unlock_vault,
)
from .actor import PUBLIC_ACTOR, StaffActor, actor_for
from .enums import AccountsReason, Permission
from .models import ApiClient, Grant, Team, TeamMember, User
from .queries.people import (
    accounts_list,
    bodies_list,
    current_grants,
    display_names,
    duties_of,
    memberships_of,
    team_duties,
    users_holding,
    users_in_role,
    users_with,
)
from .queries.sign_in import actor_of_client, actor_of_token, is_needed_second_factor, system_actor
from .queries.team_keys import (
    TeamPublicKey,
    current_key,
    outdated_team_keys,
    receiving_team,
    team_public_key,
    without_seal,
)
from .queries.undertaking_text import BODIES, current_edition, undertaking_text, undertakings_of
from .queries.unlocked import is_unlocked, team_keys_of_secret, team_private_key, unlocked_team_keys
from .roles import ROLES, Role

__all__ = [
    "BODIES",
    "PUBLIC_ACTOR",
    "ROLES",
    "AccountsReason",
    "ApiClient",
    "Grant",
    "Permission",
    "Role",
    "StaffActor",
    "Team",
    "TeamMember",
    "TeamPublicKey",
    "User",
    "accounts_list",
    "actor_for",
    "actor_of_client",
    "actor_of_token",
    "bodies_list",
    "change_user",
    "change_vault_passphrase",
    "create_api_client",
    "create_first_administrator",
    "create_system_users",
    "create_team",
    "create_team_key",
    "create_user",
    "create_vault_key",
    "current_edition",
    "current_grants",
    "current_key",
    "deactivate_user",
    "destroy_team_key",
    "display_names",
    "duties_of",
    "end_grant",
    "grant_role",
    "is_needed_second_factor",
    "is_unlocked",
    "join_team",
    "leave_team",
    "lock_vault",
    "memberships_of",
    "outdated_team_keys",
    "reactivate_user",
    "receiving_team",
    "record_body_undertaking",
    "record_failed_sign_in",
    "record_sign_in",
    "recover_team_key",
    "replace_vault_key",
    "reset_sign_in",
    "revoke_api_client",
    "rotate_team_key",
    "share_team_key",
    "sign_undertaking",
    "sync_role_permissions",
    "system_actor",
    "team_duties",
    "team_keys_of_secret",
    "team_private_key",
    "team_public_key",
    "undertaking_text",
    "undertakings_of",
    "unlock_vault",
    "unlocked_team_keys",
    "users_holding",
    "users_in_role",
    "users_with",
    "without_seal",
]
