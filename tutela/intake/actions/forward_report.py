"""Handing a report to another team: the data keys are sealed anew, the words are not touched."""

from __future__ import annotations

import uuid

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import AccountsReason, Team, team_public_key
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.vault import team as team_vault

from .. import policies
from ..enums import IntakeReason, StepKind
from ..models import Report
from .open_report import Keys
from .record_step import record_step
from .triage import add_reason


@transaction.atomic
def forward_report(*, report: Report, team: Team, keys: Keys, reason: str, by: Actor) -> None:
    """Give a report with its notes to another team; who reported stays with the office that received it.

    Raises:
        Refused: not in hand, not this actor's; the same team; the key is locked or not shared.
        InvalidInput: no reason.
        OperatorError: the other team has no key.
    """
    policies.forward_report.require(by, report, team.pk)
    if not reason.strip():
        raise InvalidInput({"reason": _("Say in a few words why. The other team needs it.")})
    key = team_public_key(team)
    add_reason(report=report, text=reason, by=by)
    record_step(report=report, kind=StepKind.FORWARDED, by=by, before=report.team.code, after=team.code)
    for note in report.notes.all():
        note.words_key = _resealed(keys, note.team_key_id, bytes(note.words_key), key.public)
        note.team_key_id = key.id
        note.save(update_fields=["words_key", "team_key"])
    sealed = _resealed(keys, report.team_key_id, bytes(report.words_key), key.public)
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_forward(%s, %s, %s, %s)", [report.pk, team.pk, key.id, sealed])
        if not cursor.fetchone()[0]:
            raise Refused(IntakeReason.NO_PERMISSION)


def _resealed(keys: Keys, key_id: uuid.UUID, sealed: bytes, public: bytes) -> bytes:
    private = keys.get(key_id)
    if private is None:
        raise Refused(AccountsReason.NO_SEAL if keys else AccountsReason.VAULT_LOCKED)
    return team_vault.reseal(sealed, private, public)
