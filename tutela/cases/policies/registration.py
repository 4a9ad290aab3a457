"""Rules of consent: explained, free, by somebody safe; an override by somebody else (P10, P11, P14)."""

from __future__ import annotations

import datetime as dt

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from ..age import BirthRange
from ..enums.file import FileReason
from ..enums.registration import RegistrationReason
from ..models import Child, Consent, PersonAround
from .file import see_file

CONSENTING = frozenset({"consent", "assent_and_caregiver_consent"})
"""The bases that are an agreement; any other is an override."""


@Rule
def count_consent_of(person: PersonAround | None, explained: bool, child: Child) -> RegistrationReason | None:
    """A consent counts when it was explained first, and whoever gives it for the child is not marked unsafe; at 18 nobody does (P38)."""
    if person is not None and person.unsafe:
        return RegistrationReason.UNSAFE_CONSENT
    if person is not None and is_adult(child, today()):
        return RegistrationReason.ADULT_CONSENT
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
    somebody who has since been marked unsafe, nor for a person who has since turned 18 (P38)."""
    if consent.withdrawn_at is not None or consent.decision != "given":
        return False
    if consent.ask_again_on is not None and consent.ask_again_on < (day or today()):
        return False
    if consent.basis in CONSENTING:
        alone = consent.given_by is None
        return alone or not (consent.given_by.unsafe or is_adult(consent.file.child, day or today()))  # type: ignore[union-attr]
    return consent.approved_at is not None


def is_adult(child: Child, day: dt.date) -> bool:
    """18 for certain: while under 18 is possible, the person is a child."""
    return not BirthRange.from_iso(child.born_earliest, child.born_latest).presumed_child_on(day)
