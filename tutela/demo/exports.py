"""Exports in the invented country: a court's key that was compared, one that was not; an export that waits,
one that is built and one that was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyrage

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.directory.api import Office
from tutela.exports.actions.exports import ask_export, decide_export
from tutela.exports.actions.recipients import confirm_recipient, enter_recipient
from tutela.exports.models import Export, Recipient
from tutela.exports.queries.exports import find
from tutela.kernel.database.acting import acting_as

from .country import Country

_FAMILY, _COUNTED, _STUDIED = (
    ("court_order", "identity", "The family court asks for the files of two brothers who were heard in May."),
    ("evaluation", "codes", "The yearly evaluation looks at how files were closed."),
    ("research", "codes", "A university counts how long first contacts take."),
)
_REFUSED = "The table of first contacts under Statistics answers this without a row about a child."


def build_exports(country: Country, *, later: Callable[..., Any]) -> None:
    """Asked for by the supervisor, decided by data protection. Nobody holds the private keys; ``later`` builds what was agreed."""
    boss, officer = (
        accounts.actor_for(User.objects.get(username=name)) for name in ("supervisor", "data_protection_officer")
    )
    office = Office.objects.filter(pk__in=boss.offices(accounts.Permission.FILE_EXPORT), holds_files=True).order_by("code")[
        0
    ]
    with acting_as(boss):
        keys = [
            enter_recipient(by=boss, values={"agency": country.ministry, "holder": holder, "public_key": _a_key()})
            for holder in ("Registrar of the family court", "Archive of the ministry")
        ]
    with acting_as(officer):
        key = confirm_recipient(recipient=keys[0], by=officer, base_version=1)
    with acting_as(boss):
        asked = [_ask(boss, office, key, *what) for what in (_FAMILY, _COUNTED, _STUDIED)]
    for export, agreed in ((asked[1], True), (asked[2], False)):
        note = "" if agreed else _REFUSED
        with acting_as(officer):
            decide_export(
                export=find(export.pk),
                by=officer,
                base_version=1,
                agreed=agreed,
                note=note,
                later=lambda pk: later(export_id=str(pk), asker_id=str(boss.id)),
            )


def _ask(boss: Any, office: Office, key: Recipient, purpose: str, level: str, reason: str) -> Export:
    values = {"office": office, "recipient": key, "purpose": purpose, "reason": reason, "level": level, "form": "jsonl"}
    return ask_export(by=boss, values=values | {"states": [], "reported_from": None, "reported_until": None})


def _a_key() -> str:
    return str(pyrage.x25519.Identity.generate().to_public())
