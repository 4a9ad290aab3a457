"""Session notes: written and corrected by their author, read by nobody else (R61)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.care.api import Referral
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from .. import policies
from ..models import NOTE_LENGTH, SessionNote
from ..queries import get_note


@transaction.atomic
def write_session_note(*, referral: Referral, by: Actor, values: Mapping[str, Any]) -> SessionNote:
    """Write a note of a session: ``held_on``, ``words``.

    Raises:
        Refused: not the service that treats.
        InvalidInput: no words, too many, a day to come.
    """
    policies.see_course.require(by, referral)
    said = _said(values)
    key = uuid7()
    keys.create_key(key, "session_note")
    made = SessionNote.objects.create(
        id=key,
        key_id=key,
        referral=referral,
        number=referral.number,
        thread=key,
        version=1,
        author_id=by.id,
        **said,
    )
    audit.record(by=by, action="session_note_written", subject=f"treatment.sessionnote:{made.thread}")
    return made


@transaction.atomic
def correct_session_note(*, note: SessionNote, by: Actor, base_version: int, values: Mapping[str, Any]) -> SessionNote:
    """Write a new version of a note; the ones before stay.

    Raises:
        Refused: not the author, or the child is no longer treated here.
        InvalidInput: no words, too many, a day to come.
        StaleVersion: the author saved meanwhile, in another window.
    """
    policies.correct_note.require(by, note)
    said = _said(values)
    newest = get_note(by, note.thread)[0]
    if newest.version != base_version:
        current = {"held_on": newest.held_on.isoformat(), "words": newest.words}
        submitted = {"held_on": said["held_on"].isoformat(), "words": said["words"]}
        raise StaleVersion(current=current, submitted=submitted, version=newest.version)
    made = SessionNote.objects.create(
        key_id=newest.key_id,
        referral_id=newest.referral_id,
        number=newest.number,
        thread=newest.thread,
        version=newest.version + 1,
        author_id=by.id,
        **said,
    )
    audit.record(by=by, action="session_note_corrected", subject=f"treatment.sessionnote:{made.thread}")
    return made


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    held_on, words = values.get("held_on"), str(values.get("words") or "").strip()
    problems: dict[str, Any] = {}
    if not isinstance(held_on, dt.date) or held_on > today():
        problems["held_on"] = _("Give the day, not later than today.")
    if not words or len(words) > NOTE_LENGTH:
        problems["words"] = _("Write something, and no more than 10,000 characters.")
    if problems:
        raise InvalidInput(problems)
    return {"held_on": held_on, "words": words}
