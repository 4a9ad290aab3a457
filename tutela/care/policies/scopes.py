"""What a service's program must cover before a referral is looked up; the referral's own rule comes after."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule


@Rule
def covers_answering(actor: Actor) -> AccountsReason | None:
    """Reading and answering referrals as a service."""
    return None if actor.has(Permission.REFERRAL_ANSWER) else AccountsReason.OUTSIDE_SCOPE
