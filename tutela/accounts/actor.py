"""The actor that accounts hands to every context: a user with what their grants reach at this moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db import connection

from tutela.kernel.clock import now, today

from .models import User
from .roles import ROLES

_WHO = """
SELECT held.role, held.office_id, held.waits_for,
       EXISTS (SELECT 1 FROM accounts_undertaking s WHERE s.user_id = who.id AND s.expires_at > %(now)s),
       EXISTS (SELECT 1 FROM mfa_authenticator m WHERE m.user_id = who.id AND m.type IN ('totp', 'webauthn'))
  FROM (SELECT %(user)s::uuid AS id) AS who
  LEFT JOIN (
    SELECT g.user_id, g.role, o.id AS office_id, CASE WHEN g.office_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM accounts_organisationundertaking b
              WHERE b.organisation_id = o.organisation_id AND b.expires_at > %(now)s) THEN o.organisation_id END AS waits_for
      FROM accounts_grant g
      LEFT JOIN directory_territory gt ON gt.id = g.territory_id
      LEFT JOIN directory_office o ON o.id = g.office_id
        OR (g.office_id IS NULL AND EXISTS (
             SELECT 1 FROM directory_territory t WHERE t.id = o.territory_id AND starts_with(t.path, gt.path)))
     WHERE g.user_id = %(user)s AND g.ended_at IS NULL AND g.valid_from <= %(day)s
       AND (g.valid_to IS NULL OR g.valid_to >= %(day)s)
  ) AS held ON held.user_id = who.id
"""
"""What grants, undertakings and second factors say of one user, in one query: it runs on every request."""


@dataclass(frozen=True)
class StaffActor:
    """Implements :class:`tutela.kernel.actor.Actor`.

    ``reach``: permission to offices. A permission held for a territory that has no office yet reaches none, and is held all
    the same: somebody must be able to make the first one. ``waits_for``: the bodies whose own undertaking is missing, so that the
    roles held for their offices reach nothing (R134).
    """

    user: User
    reach: dict[str, frozenset[uuid.UUID]] = field(repr=False)
    roles: frozenset[str]
    undertaken: bool
    second_factor: bool = False
    waits_for: frozenset[uuid.UUID] = frozenset()

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

    An inactive user has no role. Without a current undertaking (P44) the roles are known and reach nothing; the same for a role
    held for an office whose body has none (R134). The database says the same (``tutela_offices``).
    """
    known = _known_of(user)
    undertaken = user.is_system or known.signed
    reach: dict[str, set[uuid.UUID]] = {}
    for role, offices in known.offices.items() if undertaken else ():
        for permission in ROLES[role].permissions:
            if scopes is None or permission in scopes:
                reach.setdefault(permission.value, set()).update(offices)
    return StaffActor(
        user=user,
        reach={permission: frozenset(offices) for permission, offices in reach.items()},
        roles=frozenset(known.roles),
        undertaken=undertaken,
        second_factor=known.second_factor,
        waits_for=frozenset(known.waits_for),
    )


@dataclass
class _Known:
    """What the database says of one user: the roles held (none when inactive), what they reach, which bodies they wait for."""

    signed: bool
    second_factor: bool
    roles: set[str] = field(default_factory=set)
    offices: dict[str, set[uuid.UUID]] = field(default_factory=dict)
    waits_for: set[uuid.UUID] = field(default_factory=set)


def _known_of(user: User) -> _Known:
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"user": user.pk, "day": today(), "now": now()})
        rows = cursor.fetchall()
    known = _Known(signed=bool(rows[0][3]), second_factor=bool(rows[0][4]))
    for role, office_id, waits_for, _signed, _second_factor in rows:
        if not user.is_active or role not in ROLES:
            continue
        known.roles.add(role)
        if waits_for is not None and not user.is_system:
            known.waits_for.add(waits_for)
        else:
            known.offices.setdefault(role, set()).update([office_id] if office_id else [])
    return known
