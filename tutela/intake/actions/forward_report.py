"""Handing a report to another team: the data keys are sealed anew, the words are not touched."""

from __future__ import annotations

import uuid

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import AccountsReason, Team, TeamPublicKey, team_public_key
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput, Refused
from tutela.kernel.vault import team as team_vault

from .. import policies
from ..enums import IntakeReason, StepKind
from ..models import Message, Report, Reporter, TriageNote, row_mac
from ..queries.routing import is_oversight
from .open_report import Keys, message_row, open_all
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
    _require_not_named(report, team, keys)
    if not reason.strip():
        raise InvalidInput({"reason": _("Say in a few words why. The other team needs it.")})
    key = team_public_key(team)
    add_reason(report=report, text=reason, by=by)
    record_step(report=report, kind=StepKind.FORWARDED, by=by, before=report.team.code, after=team.code)
    reseal_parts(report=report, keys=keys, key=key, by=by)
    sealed, mac = resealed(report, keys, key, "intake_report", report.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_forward(%s, %s, %s, %s, %s)", [report.pk, team.pk, key.id, sealed, mac])
        if not cursor.fetchone()[0]:
            raise Refused(IntakeReason.NO_PERMISSION)


def reseal_parts(*, report: Report, keys: Keys, key: TeamPublicKey, by: Actor) -> None:
    """Seal the data keys of a report's notes and messages to another team key; part of forwarding and of rotation."""
    del by
    parts: list[tuple[TriageNote | Message, str, uuid.UUID | str]] = [
        *((note, "intake_triagenote", note.pk) for note in report.notes.exclude(team_key_id=key.id)),
        *((one, "intake_message", message_row(report.pk, one.pk)) for one in report.messages.exclude(team_key_id=key.id)),
    ]
    for part, table, row in parts:
        part.words_key, part.mac = resealed(part, keys, key, table, row)
        part.team_key_id = key.id
        part.save(update_fields=["words_key", "mac", "team_key"])


def resealed(
    row: Report | Reporter | TriageNote | Message, keys: Keys, key: TeamPublicKey, table: str, place: uuid.UUID | str
) -> tuple[bytes, bytes]:
    """A record's data key sealed to another team key, and the server's hash of it; the words are not touched.

    Raises:
        Refused: the key it is sealed to is locked or not shared.
    """
    private = keys.get(row.team_key_id)
    if private is None:
        raise Refused(AccountsReason.NO_SEAL if keys else AccountsReason.VAULT_LOCKED)
    sealed = team_vault.reseal(bytes(row.words_key), private, key.public)
    return sealed, row_mac(bytes(row.words), sealed, table, place)


def _require_not_named(report: Report, team: Team, keys: Keys) -> None:
    """An office that a reporter wanted kept out stays out, with its organisation (R87); a complaint about a file, each (R68)."""
    content = open_all(report, keys).content
    if content.get("file_number") and not is_oversight(team):
        raise Refused(IntakeReason.MECHANISM_ALONE)
    named = content.get("excluded", "")
    office = Office.objects.filter(pk=named).first() if named else None
    if office is not None and office.organisation_id == team.office.organisation_id:
        raise Refused(IntakeReason.NAMED_OFFICE)
