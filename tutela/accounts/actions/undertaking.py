"""Signing the undertaking (rule P44)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import Refused

from ..enums import AccountsReason
from ..models import Undertaking, User
from ..queries.undertaking_text import current_edition, undertaking_text

LASTS = dt.timedelta(days=365)
"""Twelve months; then no file opens until it is signed again."""


@transaction.atomic
def sign_undertaking(*, edition: str, language: str, by: Actor) -> Undertaking:
    """Sign the current edition for twelve months.

    Raises:
        Refused: the edition is not the current one, or the actor is no person.
    """
    if edition != current_edition():
        raise Refused(AccountsReason.UNDERTAKING_NOT_CURRENT)
    user = User.objects.filter(pk=by.id, is_system=False).first()
    if user is None:
        raise Refused(AccountsReason.SYSTEM_ACCOUNT)
    text = undertaking_text(edition, language)
    moment = now()
    signed = Undertaking.objects.create(
        user=user, edition=edition, language=text.language, signed_at=moment, expires_at=moment + LASTS
    )
    audit.record(
        by=by,
        action="undertaking_signed",
        subject=f"accounts.user:{user.pk}",
        details={"edition": edition, "language": text.language},
    )
    return signed
