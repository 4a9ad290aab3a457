"""Reading what is sealed. Every opening is audited; the private part of the team's key comes from an unlocked member."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import AccountsReason
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput, NotHere, Refused

from .. import policies
from ..enums import ContactChoice, StepKind
from ..models import Message, Report, Reporter, SealedWords, TriageNote, open_words
from .record_step import record_step

Keys = Mapping[uuid.UUID, bytes]
"""Unlocked team keys: key id to private part (``accounts.api.unlocked_team_keys``)."""


@dataclass(frozen=True)
class OpenNote:
    """A note with its words."""

    note: TriageNote
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class OpenMessage:
    """A message of the mailbox with its words."""

    message: Message
    content: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class OpenReport:
    """A report's words, the notes about it and its mailbox, opened for one reading."""

    content: dict[str, Any] = field(repr=False)
    notes: list[OpenNote] = field(repr=False)
    messages: list[OpenMessage] = field(repr=False)

    @property
    def contact(self) -> str:
        """Whether and how the reporter may be contacted, as they said last."""
        said = [entry.content.get("contact", "") for entry in self.messages]
        return str(next((choice for choice in reversed(said) if choice), self.content.get("contact", "here")))


@transaction.atomic
def open_report(*, report: Report, keys: Keys, by: Actor) -> OpenReport:
    """Open the words of a report and of its notes.

    Raises:
        Refused: not this actor's; the team's key is locked or not shared; it came with a card of a place they work
            for, or names their office as one that must not read it.
        CannotOpen: the sealed bytes were changed.
    """
    policies.read_words.require(by, report)
    opened = open_all(report, keys)
    if place := opened.content.get("card_place"):
        policies.read_card_report.require(by, uuid.UUID(place))
    if office := opened.content.get("excluded"):
        policies.read_past_office.require(by, uuid.UUID(office))
    audit.record(by=by, action="report_opened", subject=f"intake.report:{report.pk}")
    return opened


def open_all(report: Report, keys: Keys) -> OpenReport:
    """Everything sealed about a report but who reported; the caller has asked its rule.

    Raises:
        Refused: the team's key is locked or not shared.
        CannotOpen: the sealed bytes were changed, or not written by this server.
    """
    content = open_words(_private(keys, report), _sealed(report), "intake_report", report.pk)
    notes = [
        OpenNote(note, open_words(_private(keys, note), _sealed(note), "intake_triagenote", note.pk))
        for note in report.notes.select_related("written_by")
    ]
    messages = [
        OpenMessage(one, open_words(_private(keys, one), _sealed(one), "intake_message", message_row(report.pk, one.pk)))
        for one in report.messages.select_related("written_by")
    ]
    return OpenReport(content, notes, messages)


def message_row(report_id: uuid.UUID, message_id: uuid.UUID) -> str:
    """The place of a message: of this report, not of another."""
    return f"{report_id}/{message_id}"


@transaction.atomic
def reveal_reporter(*, report: Report, keys: Keys, reason: str, by: Actor) -> dict[str, Any]:
    """Open who reported and how to reach them. The reason is kept in the audit chain and the opening in the history,
    where the whole team sees it. A telephone number shows only while the reporter agrees to be called or written to.

    Raises:
        Refused: the actor is not the intake lead of the office that received it; the team's key is locked or not shared.
        InvalidInput: no reason.
        NotHere: nothing was said about the reporter.
    """
    office_id = Reporter.objects.filter(pk=report.pk).values_list("office_id", flat=True).first()
    policies.reveal_reporter.require(by, report, office_id or report.office_id)
    if not reason.strip():
        raise InvalidInput({"reason": _("Say why you need to know who reported. It is kept and reviewed.")})
    reporter = Reporter.objects.filter(pk=report.pk).first()
    if reporter is None:
        raise NotHere(_("The reporter said nothing about themselves, or the office that received the report keeps it."))
    words = open_words(_private(keys, reporter), _sealed(reporter), "intake_reporter", reporter.pk)
    if open_all(report, keys).contact not in (ContactChoice.PHONE, ContactChoice.MESSAGE):
        words = words | {"phone": "", "times": ""}
    record_step(report=report, kind=StepKind.REVEALED, by=by)
    audit.record(by=by, action="reporter_revealed", subject=f"intake.report:{report.pk}", purpose=reason.strip()[:200])
    return words


def _sealed(row: Report | Reporter | TriageNote | Message) -> SealedWords:
    return SealedWords(bytes(row.words), bytes(row.words_key), bytes(row.mac))


def _private(keys: Keys, row: Report | Reporter | TriageNote | Message) -> bytes:
    private = keys.get(row.team_key_id)
    if private is None:
        raise Refused(AccountsReason.NO_SEAL if keys else AccountsReason.VAULT_LOCKED)
    return private
