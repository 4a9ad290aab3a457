"""A recipient's key: entered by one person, compared and confirmed by another, ended by either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyrage
from django.db import transaction
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, NotHere, StaleVersion

from .. import policies
from ..models import Recipient


@transaction.atomic
def enter_recipient(*, by: Actor, values: Mapping[str, Any]) -> Recipient:
    """Write a key down. ``values``: agency, holder, public_key.

    Raises:
        Refused: neither who asks for exports nor data protection.
        InvalidInput: not an age key for X25519, a private key, or one that is in force already.
    """
    policies.enter_recipient.require(by)
    key = values["public_key"].strip()
    if problem := _problem(key):
        raise InvalidInput({"public_key": problem})
    made = Recipient.objects.create(
        agency=values["agency"], holder=values["holder"].strip(), public_key=key, entered_by_id=by.id
    )
    _record(made, by, "recipient_entered")
    return made


@transaction.atomic
def confirm_recipient(*, recipient: Recipient, by: Actor, base_version: int) -> Recipient:
    """Say that the key was compared with the person by another way (in person, by a known number).

    Raises:
        Refused: not data protection, or who entered it.
        InvalidInput: it was ended.
        StaleVersion: somebody was quicker.
    """
    policies.confirm.require(by, recipient)
    held = _hold(recipient, base_version)
    if held.ended_at is not None:
        raise InvalidInput({"public_key": _("This key was ended. Enter the new one.")})
    held.confirmed_by_id, held.confirmed_at = by.id, now()
    return _save(held, by, "recipient_confirmed", "confirmed_by", "confirmed_at")


@transaction.atomic
def end_recipient(*, recipient: Recipient, by: Actor, base_version: int) -> Recipient:
    """Nothing is encrypted to it from now on.

    Raises:
        Refused: neither who asks for exports nor data protection.
        StaleVersion: somebody was quicker.
    """
    policies.enter_recipient.require(by)
    held = _hold(recipient, base_version)
    held.ended_by_id, held.ended_at = by.id, held.ended_at or now()
    return _save(held, by, "recipient_ended", "ended_by", "ended_at")


def _problem(key: str) -> str:
    if key.upper().startswith("AGE-SECRET-KEY"):
        return _(
            "This is a private key. Nobody but its holder may have it: ask for a new pair, and enter the part that begins "
            "with age1."
        )
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        return _("This is no age key. It begins with age1 and has 62 characters; copy it whole.")
    if Recipient.objects.filter(public_key=key, ended_at=None).exists():
        return _("This key is in the list already.")
    return ""


def _hold(recipient: Recipient, base_version: int) -> Recipient:
    held = Recipient.objects.select_for_update(of=("self",)).filter(pk=recipient.pk).first()
    if held is None:
        raise NotHere
    if held.version != base_version:
        raise StaleVersion(current={}, submitted={}, version=held.version)
    return held


def _save(recipient: Recipient, by: Actor, action: str, *fields: str) -> Recipient:
    recipient.version += 1
    recipient.save(update_fields=[*fields, "version"])
    _record(recipient, by, action)
    return recipient


def _record(recipient: Recipient, by: Actor, action: str) -> None:
    audit.record(
        by=by, action=action, subject=f"exports.recipient:{recipient.pk}", details={"agency": recipient.agency.code}
    )
