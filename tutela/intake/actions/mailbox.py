"""What a reporter does with a receipt: write again, withdraw the contact details, change the code (R19)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Team, team_public_key
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.vault import aead, master, receipt

from ..enums import ContactChoice, FeedbackAnswer, MessageKind
from ..models import seal_words
from ..queries.mailbox import Mailbox, mailbox_place
from .receive_report import LONGEST
from .record_step import record_by_the_hour

_WRITE = "SELECT intake_mailbox_write(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


@transaction.atomic
def write_to_team(*, mailbox: Mailbox, text: str, by: Actor, danger: bool = False) -> None:
    """Add a message, sealed to the team alone: the mailbox shows only its day. ``danger`` makes the report urgent at once.

    Raises:
        InvalidInput: nothing written, or too much.
        NotHere: the mailbox was erased, or its code changed meanwhile.
    """
    if not text.strip():
        raise InvalidInput({"text": _("Write a few words first.")})
    if len(text) > LONGEST:
        raise InvalidInput({"text": _("This is longer than we can take in one piece. Shorten it, or send it in two parts.")})
    _write(mailbox, MessageKind.REPORTER, {"text": text}, danger=danger)
    record_by_the_hour(by=by, action="mailbox_written", report_id=mailbox.report_id)


@transaction.atomic
def withdraw_contact(*, mailbox: Mailbox, by: Actor) -> None:
    """Destroy the name and telephone that were left, and tell the team that only the mailbox is left.

    Raises:
        NotHere: the mailbox was erased, or its code changed meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_mailbox_withdraw(%s)", [mailbox.lookup])
    _write(mailbox, MessageKind.CONTACT, {"contact": ContactChoice.HERE.value})
    record_by_the_hour(by=by, action="mailbox_contact_withdrawn", report_id=mailbox.report_id)


@transaction.atomic
def change_code(*, mailbox: Mailbox, by: Actor) -> str:
    """A new receipt for the same mailbox; the old one opens nothing from now on. Returns the digits, to be shown once.

    Raises:
        NotHere: the mailbox was erased, or its code changed meanwhile.
    """
    digits, version = receipt.create(), master.source().current()
    derived = receipt.derive_here(digits, version)
    wrapped = aead.seal(derived.wrap, mailbox.private, mailbox_place(mailbox.report_id))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT intake_mailbox_change(%s, %s, %s, %s, %s)",
            [mailbox.lookup, derived.lookup, wrapped, receipt.KDF_VERSION, version],
        )
        if not cursor.fetchone()[0]:
            raise NotHere
    record_by_the_hour(by=by, action="mailbox_code_changed", report_id=mailbox.report_id)
    return digits


@transaction.atomic
def give_feedback(*, mailbox: Mailbox, answer: str, by: Actor) -> None:
    """Say once how it was: the team reads it in the mailbox, and it is counted apart from the report.

    Raises:
        InvalidInput: an unknown answer.
        NotHere: it was said before; the mailbox was erased, or its code changed meanwhile.
    """
    if answer not in FeedbackAnswer.values:
        raise InvalidInput({"answer": _("Choose one of the answers offered.")})
    _write(mailbox, MessageKind.FEEDBACK, {"text": str(FeedbackAnswer(answer).label)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_mailbox_feedback(%s, %s, %s, %s)", [mailbox.lookup, uuid.uuid4(), today(), answer])
    record_by_the_hour(by=by, action="mailbox_feedback", report_id=mailbox.report_id)


def _write(mailbox: Mailbox, kind: MessageKind, content: dict[str, str], *, danger: bool = False) -> None:
    key = team_public_key(Team.objects.get(pk=mailbox.team_id))
    row = uuid.uuid4()
    sealed = seal_words(key.public, content, "intake_message", f"{mailbox.report_id}/{row}")
    values: list[Any] = [mailbox.lookup, row, today(), kind.value, key.id, sealed.words, sealed.key, sealed.mac, danger]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        if not cursor.fetchone()[0]:
            raise NotHere
