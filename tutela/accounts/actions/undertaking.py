"""Signing the undertaking, for oneself and for a body (R134, rule P44)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Organisation
from tutela.kernel.actor import Actor
from tutela.kernel.answers import empty, stop
from tutela.kernel.clock import now, today
from tutela.kernel.errors import Refused

from ..enums import AccountsReason
from ..models import OrganisationUndertaking, Undertaking, User
from ..policies import manage_accounts
from ..queries.undertaking_text import BODIES, current_edition, undertaking_text

LASTS = dt.timedelta(days=365)
"""Twelve months; then no file opens until it is signed again."""

LASTS_FOR_BODIES = dt.timedelta(days=3 * 365)
"""Three years from the day of the signature: its end closes the work of everybody there, so it is asked for less often."""


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


@transaction.atomic
def record_body_undertaking(
    *, organisation: Organisation, edition: str, signatory: str, position: str, signed_on: dt.date, by: Actor
) -> OrganisationUndertaking:
    """Record that whoever may bind a body signed the current edition for it. It runs three years from that day.

    Raises:
        Refused: the actor does not manage accounts, or the edition is not the current one.
        InvalidInput: a name or position is missing, or the day is to come or so long ago that the signature has run out.
    """
    manage_accounts.require(by)
    if edition != current_edition(BODIES):
        raise Refused(AccountsReason.UNDERTAKING_NOT_CURRENT)
    given = {"signatory": signatory.strip(), "position": position.strip()}
    problems = empty(given, *given)
    if signed_on > today():
        problems["signed_on"] = _("This day is still to come. Record the undertaking once it is signed.")
    elif signed_on + LASTS_FOR_BODIES <= today():
        problems["signed_on"] = _("A signature lasts three years: this one has run out. Ask for a new one.")
    stop(problems)
    recorded = OrganisationUndertaking.objects.create(
        organisation=organisation,
        edition=edition,
        signed_on=signed_on,
        recorded_by=User.objects.filter(pk=by.id).first(),
        expires_at=now() + (signed_on - today()) + LASTS_FOR_BODIES,
        **given,
    )
    audit.record(
        by=by,
        action="body_undertaking_recorded",
        subject=f"directory.organisation:{organisation.pk}",
        details={"edition": edition, "signed_on": signed_on.isoformat()},
    )
    return recorded
