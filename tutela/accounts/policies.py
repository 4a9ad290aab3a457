"""Who may do what to accounts. The rules of other contexts live in those contexts."""

from __future__ import annotations

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import AccountsReason, Permission


@Rule
def manage_accounts(actor: Actor) -> AccountsReason | None:
    """Administrators make accounts and hand out roles."""
    return None if actor.has(Permission.ACCOUNT_MANAGE) else AccountsReason.NO_SUCH_PERMISSION
