"""Coming, going and failing to come in are audited. These happen outside any page's transaction, so this opens its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela.audit import api as audit
from tutela.kernel.database.acting import acting_as

from ..actor import PUBLIC_ACTOR, actor_for
from ..models import User


def record_sign_in(*, action: str, user: User, details: Mapping[str, Any] | None = None) -> None:
    """Write that ``user`` did something about their own signing in."""
    actor = actor_for(user)
    with acting_as(actor):
        audit.record(by=actor, action=action, subject=f"accounts.user:{user.pk}", details=details)


def record_failed_sign_in(*, user: User | None, means: str) -> None:
    """Write that somebody failed to sign in: as which account, when there is one, never what was typed."""
    with acting_as(PUBLIC_ACTOR):
        audit.record(
            by=PUBLIC_ACTOR,
            action="sign_in_failed",
            subject=f"accounts.user:{user.pk}" if user is not None else "",
            outcome=audit.Outcome.REFUSED,
            details={"with": means},
        )
