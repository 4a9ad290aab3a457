"""Coming, going and failing to come in are audited. These happen outside any page's transaction, so this opens its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.database.acting import acting_as

from ..models import User


def record_sign_in(*, action: str, by: Actor, details: Mapping[str, Any] | None = None) -> None:
    """Write that somebody did something about their own signing in."""
    with acting_as(by):
        audit.record(by=by, action=action, subject=f"accounts.user:{by.id}", details=details)


def record_failed_sign_in(*, user: User | None, means: str, by: Actor) -> None:
    """Write that somebody failed to sign in: as which account, when there is one, never what was typed."""
    with acting_as(by):
        audit.record(
            by=by,
            action="sign_in_failed",
            subject=f"accounts.user:{user.pk}" if user is not None else "",
            outcome=audit.Outcome.REFUSED,
            details={"with": means},
        )
