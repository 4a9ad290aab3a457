"""Rules of consent: explained, free, by somebody safe; an override by somebody else (P10, P11, P14)."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from ..enums.file import FileReason
from ..enums.registration import RegistrationReason
from ..models import Consent, PersonAround
from .file import see_file

CONSENTING = frozenset({"consent", "assent_and_caregiver_consent"})
"""The bases that are an agreement; any other is an override."""


@Rule
def count_consent_of(person: PersonAround | None, explained: bool) -> RegistrationReason | None:
    """A consent counts when it was explained first and the person who gives it is not marked unsafe."""
    if person is not None and person.unsafe:
        return RegistrationReason.UNSAFE_CONSENT
    return None if explained else RegistrationReason.NOT_EXPLAINED


@Rule
def approve_override(actor: Actor, consent: Consent) -> RegistrationReason | FileReason | None:
    """Someone with approval for the office, never the author, approves acting without consent."""
    if not actor.reaches(Permission.FILE_APPROVE, consent.file.office_id):
        return FileReason.NO_PERMISSION if see_file.allows(actor, consent.file) else FileReason.NOT_VISIBLE
    if actor.id == consent.created_by_id:
        return RegistrationReason.OVERRIDE_OWN
    pending = consent.basis not in CONSENTING and consent.approved_at is None and consent.withdrawn_at is None
    return None if pending else RegistrationReason.OVERRIDE_NOT_PENDING


def in_force(consent: Consent, day: dt.date | None = None) -> bool:
    """Whether this answer allows its purpose on ``day``: given and not withdrawn, or an approved override; never by
    somebody who has since been marked unsafe."""
    if consent.withdrawn_at is not None or consent.decision != "given":
        return False
    if consent.ask_again_on is not None and consent.ask_again_on < (day or today()):
        return False
    if consent.basis in CONSENTING:
        return consent.given_by is None or not consent.given_by.unsafe
    return consent.approved_at is not None
