from .api_client import ApiClient
from .grant import Grant, RolePermission
from .keys import TeamKey, TeamSeal, Unlocking, UserKey
from .team import Team, TeamMember
from .undertaking import OrganisationUndertaking, Undertaking
from .user import User

__all__ = [
    "ApiClient",
    "Grant",
    "OrganisationUndertaking",
    "RolePermission",
    "Team",
    "TeamKey",
    "TeamMember",
    "TeamSeal",
    "Undertaking",
    "Unlocking",
    "User",
    "UserKey",
]
