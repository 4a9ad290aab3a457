"""On whose behalf a command works."""

from __future__ import annotations

from typing import Any

from tutela.kernel.errors import OperatorError


def actor_called(username: str) -> Any:
    """The person with this open account, as an actor.

    Raises:
        OperatorError: there is none; the accounts of processes are nobody's to lend.
    """
    from tutela.accounts import api as accounts

    user = accounts.User.objects.filter(username=username, is_active=True, is_system=False).first()
    if user is None:
        raise OperatorError(f"There is no open account called {username}.")
    return accounts.actor_for(user)
