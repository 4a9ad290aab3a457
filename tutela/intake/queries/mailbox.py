"""The reporter's side: finding the mailbox behind a receipt, and reading what the team wrote. The report itself never shows."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tutela.kernel.vault import CannotOpen, aead, master, receipt, team

from ..enums import MessageKind
from ..models import open_with_key
from ..states import ReportState

_FIND = "SELECT * FROM intake_mailbox(%s)"
_MESSAGES = "SELECT id, number, kind, written_on, words, mailbox_key FROM intake_mailbox_messages(%s)"


@dataclass(frozen=True)
class Mailbox:
    """What a receipt opens: a state word, the days of the promise, the private part that reads the team's messages."""

    report_id: uuid.UUID
    lookup: bytes = field(repr=False)
    private: bytes = field(repr=False)
    state: ReportState
    answer_due: dt.date | None
    answered_on: dt.date | None
    erased_on: dt.date | None
    code_shared: bool
    has_contact: bool
    team_id: uuid.UUID


@dataclass(frozen=True)
class Line:
    """A line of the mailbox: the team's words, or only the day of one's own."""

    number: int
    kind: MessageKind
    written_on: dt.date
    text: str = field(default="", repr=False)

    @property
    def from_team(self) -> bool:
        """Whether the team wrote it."""
        return self.kind in (MessageKind.REPLY, MessageKind.CLOSING)


def mailbox_place(report_id: uuid.UUID) -> bytes:
    """Where the private part of a mailbox belongs."""
    return aead.associated("tutela-mailbox-1", "intake_report", "mailbox_private", str(report_id))


def mailbox_of_receipt(digits: str) -> Mailbox | None:
    """The mailbox behind a receipt."""
    return mailbox_behind(derived_of(digits))


def derived_of(digits: str) -> list[receipt.Derived]:
    """What digits may be stored as: every version of the pepper is tried whether or not an earlier one fits."""
    return [receipt.derive_here(digits, version) for version in master.source().versions()]


def mailbox_behind(derived: list[receipt.Derived]) -> Mailbox | None:
    """The mailbox that one of these finds. A miss opens a box as a hit does, so that both take the same time."""
    row = _row([one.lookup for one in derived])
    if row is None:
        _open_in_vain(derived[-1].wrap)
        return None
    wrap = next(one.wrap for one in derived if one.lookup == bytes(row["lookup"]))
    if row["erased_on"] is not None:
        return _mailbox(row, b"")
    return _mailbox(row, aead.unseal(wrap, bytes(row["private_key"]), mailbox_place(row["id"])))


def mailbox_again(lookup: bytes, private: bytes) -> Mailbox | None:
    """The same mailbox as it is now; ``None`` when its code was changed meanwhile."""
    row = _row([lookup])
    return _mailbox(row, private) if row is not None else None


def lines_of(mailbox: Mailbox) -> list[Line]:
    """The mailbox, oldest first: the team's messages opened, one's own by their day only.

    Raises:
        CannotOpen: a message was changed or moved here from elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MESSAGES, [mailbox.lookup])
        rows = cursor.fetchall()
    return [
        Line(number, MessageKind(kind), day, _text(mailbox, key, bytes(words), bytes(sealed)))
        for key, number, kind, day, words, sealed in rows
    ]


def _text(mailbox: Mailbox, message_id: uuid.UUID, words: bytes, sealed: bytes) -> str:
    if not sealed or not mailbox.private:
        return ""
    place = f"{mailbox.report_id}/{message_id}"
    return str(open_with_key(team.unseal_key(sealed, mailbox.private), words, "intake_message", place).get("text", ""))


def _row(lookups: list[bytes]) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [lookups])
        names = [column.name for column in cursor.description]
        found = cursor.fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def _mailbox(row: dict[str, Any], private: bytes) -> Mailbox:
    return Mailbox(
        report_id=row["id"],
        lookup=bytes(row["lookup"]),
        private=private,
        state=ReportState(row["state"]),
        answer_due=row["answer_due"],
        answered_on=row["answered_on"],
        erased_on=row["erased_on"],
        code_shared=row["code_shared"],
        has_contact=row["has_contact"],
        team_id=row["team_id"],
    )


def _open_in_vain(wrap: bytes) -> None:
    try:
        aead.unseal(wrap, bytes([1]) + bytes(24 + 32 + 16), mailbox_place(uuid.UUID(int=0)))
    except CannotOpen:
        return
