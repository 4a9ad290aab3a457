"""The actor that accounts hands to every context: a user with what their grants reach at this moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db import connection

from tutela.kernel.clock import now, today

from .models import User
from .roles import ROLES

_REACH = """
SELECT g.role, o.id FROM accounts_grant g
  LEFT JOIN directory_territory gt ON gt.id = g.territory_id
  LEFT JOIN directory_office o ON o.id = g.office_id
    OR (g.office_id IS NULL AND EXISTS (
         SELECT 1 FROM directory_territory t WHERE t.id = o.territory_id AND starts_with(t.path, gt.path)))
 WHERE g.user_id = %s AND g.ended_at IS NULL AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
"""


@dataclass(frozen=True)
class StaffActor:
    """Implements :class:`tutela.kernel.actor.Actor`.

    ``reach``: permission to offices. A permission held for a territory that has no office yet reaches none, and is held all
    the same: somebody must be able to make the first one.
    """

    user: User
    reach: dict[str, frozenset[uuid.UUID]] = field(repr=False)
    roles: frozenset[str]
    undertaken: bool

    @property
    def id(self) -> uuid.UUID:
        return self.user.pk

    @property
    def display_name(self) -> str:
        return self.user.full_name

    def has(self, permission: str) -> bool:
        return permission in self.reach

    def reaches(self, permission: str, office_id: uuid.UUID) -> bool:
        return office_id in self.reach.get(permission, frozenset())

    def offices(self, permission: str) -> frozenset[uuid.UUID]:
        return self.reach.get(permission, frozenset())

    @property
    def needs_second_factor(self) -> bool:
        """Whether any of the roles reads personal data or hands out roles that do."""
        return any(ROLES[role].needs_second_factor for role in self.roles)


_NOBODY = uuid.UUID("00000000-0000-7000-8000-000000000001")


@dataclass(frozen=True)
class Nobody:
    """Whoever uses the public site: no account, no permission, one fixed id."""

    id: uuid.UUID = _NOBODY
    display_name: str = "public"

    def has(self, permission: str) -> bool:
        return False

    def reaches(self, permission: str, office_id: uuid.UUID) -> bool:
        return False

    def offices(self, permission: str) -> frozenset[uuid.UUID]:
        return frozenset()


PUBLIC_ACTOR = Nobody()


def actor_for(user: User, *, scopes: frozenset[str] | None = None) -> StaffActor:
    """The user as an actor, with grants as of today.

    An inactive user has no role. Without a current undertaking (P44) the roles are known and reach nothing; the database
    says the same (``tutela_offices``).
    """
    offices_of_role = _offices_of_role(user) if user.is_active else {}
    undertaken = user.is_system or user.undertakings.filter(expires_at__gt=now()).exists()
    reach: dict[str, set[uuid.UUID]] = {}
    for role, offices in offices_of_role.items() if undertaken else ():
        for permission in ROLES[role].permissions:
            if scopes is None or permission in scopes:
                reach.setdefault(permission.value, set()).update(offices)
    return StaffActor(
        user=user,
        reach={permission: frozenset(offices) for permission, offices in reach.items()},
        roles=frozenset(offices_of_role),
        undertaken=undertaken,
    )


def _offices_of_role(user: User) -> dict[str, set[uuid.UUID]]:
    found: dict[str, set[uuid.UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [user.pk, today(), today()])
        for role, office_id in cursor.fetchall():
            if role in ROLES:
                found.setdefault(role, set()).update([office_id] if office_id else [])
    return found
