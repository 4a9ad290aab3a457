"""Who uses the system: accounts by role, how many signed in lately, when somebody last did."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from tutela.accounts import api as accounts
from tutela.accounts.api import ROLES
from tutela.kernel.clock import now

LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class RoleUse:
    """A role: its open accounts, how many signed in within thirty days, how many never, the last day of any."""

    role: str
    name: str
    accounts: int
    lately: int
    never: int
    last: dt.date | None


def usage(offices: Iterable[uuid.UUID] | None = None) -> list[RoleUse]:
    """Every role that somebody holds in one of the offices; ``None``: in the whole country."""
    grants = accounts.current_grants().filter(user__is_active=True, user__is_system=False)
    if offices is not None:
        grants = grants.filter(office_id__in=list(offices))
    found: dict[str, dict[uuid.UUID, dt.datetime | None]] = {}
    for role, user, seen in grants.values_list("role", "user_id", "user__last_login"):
        found.setdefault(role, {})[user] = seen
    return [_use(code, found[code]) for code in ROLES if code in found]


def _use(code: str, seen: dict[uuid.UUID, dt.datetime | None]) -> RoleUse:
    days = [day for day in seen.values() if day is not None]
    return RoleUse(
        role=code,
        name=str(ROLES[code].name),
        accounts=len(seen),
        lately=sum(day >= now() - LATELY for day in days),
        never=len(seen) - len(days),
        last=max(days).date() if days else None,
    )
