"""Answering a reporter: in the mailbox, or in the way they said is safe; never in another (R18, R19)."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import team_public_key
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput

from .. import policies
from ..enums import ContactChoice, MessageKind, StepKind
from ..models import Message, Report, seal_words
from .open_report import Keys, message_row, open_all
from .receive_report import LONGEST
from .record_step import record_step


@transaction.atomic
def answer_reporter(*, report: Report, text: str, keys: Keys, by: Actor, closing: bool = False) -> Message:
    """Write into the reporter's mailbox, sealed to it and to the team. The first answer keeps the promise.

    Raises:
        Refused: not this actor's; the reporter asked never to be contacted; the team's key is locked; erased.
        InvalidInput: nothing written, or too much.
    """
    policies.answer_reporter.require(by, report, open_all(report, keys).contact)
    if not text.strip():
        raise InvalidInput({"text": _("Write the answer first.")})
    if len(text) > LONGEST:
        raise InvalidInput({"text": _("This is longer than we can take in one piece. Shorten it, or send it in two parts.")})
    message = _add(report, MessageKind.CLOSING if closing else MessageKind.REPLY, text, by)
    report.answered_on = report.answered_on or today()
    report.unread = False
    report.version += 1
    report.save(update_fields=["answered_on", "unread", "version"])
    record_step(report=report, kind=StepKind.ANSWERED, by=by)
    return message


@transaction.atomic
def mark_read(*, report: Report, by: Actor) -> None:
    """Say that what the reporter wrote was read, where no answer is needed; the history keeps it.

    Raises:
        Refused: not this actor's.
    """
    policies.record_details.require(by, report)
    report.unread = False
    report.version += 1
    report.save(update_fields=["unread", "version"])
    record_step(report=report, kind=StepKind.REPORTER_WROTE, by=by)


@transaction.atomic
def record_contact(*, report: Report, way: str, keys: Keys, by: Actor) -> None:
    """Record a call or a text message to the reporter; refused unless it is the way they chose.

    Raises:
        Refused: the reporter did not agree to this way; not this actor's; the team's key is locked.
        InvalidInput: an unknown way.
    """
    if way not in ContactChoice.values:
        raise InvalidInput({"way": _("Choose one of the answers offered.")})
    policies.contact_reporter.require(by, report, open_all(report, keys).contact, way)
    report.answered_on = report.answered_on or today()
    report.version += 1
    report.save(update_fields=["answered_on", "version"])
    record_step(report=report, kind=StepKind.CONTACTED, by=by, after=way)


def _add(report: Report, kind: MessageKind, text: str, by: Actor) -> Message:
    key = team_public_key(report.team)
    row = uuid.uuid4()
    place = message_row(report.pk, row)
    sealed = seal_words(key.public, {"text": text}, "intake_message", place, mailbox=bytes(report.mailbox_public))
    last = report.messages.order_by("-number").values_list("number", flat=True).first() or 0
    return Message.objects.create(
        id=row,
        report=report,
        number=last + 1,
        kind=kind,
        written_on=today(),
        written_by_id=by.id,
        team_key_id=key.id,
        words=sealed.words,
        words_key=sealed.key,
        mailbox_key=sealed.mailbox_key,
        mac=sealed.mac,
    )
