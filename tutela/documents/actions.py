"""A paper: attach it, record it as seen, correct that record, destroy its content (P2)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, work_on_file
from tutela.cases.api.steps import add_section, revise
from tutela.kernel.actor import Actor
from tutela.kernel.answers import NEEDED, UNKNOWN, empty, stop
from tutela.kernel.clock import now, today
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys
from tutela.methods.papers import apart
from tutela.methods.papers.faults import Fault

from . import policies
from .enums import Declared, Kind, refusal
from .models import Document, DocumentContent
from .states import DOCUMENT, State

_LENGTHS = {"title": 200, "number": 100, "issued_by": 200}
_LONG = _("This is too long. Shorten it.")
_DAY = _("Give the day, not later than today.")
_BEFORE = _("The paper cannot be issued after it was seen. Correct one of the two days.")
_SIGN = _("Without this declaration no paper is taken (P2). Read the paper, then tick the sentence, or record it as seen.")


@transaction.atomic
def attach_document(*, file: CaseFile, by: Actor, name: str, content: bytes, values: Mapping[str, Any]) -> Document:
    """Keep a paper of text: ``kind``, ``title``, ``number``, ``issued_by``, ``issued_on``, ``seen_on``, ``declares``. The name it had is
    not kept.

    Raises:
        Refused: the actor does not work on this file; it holds as many as it takes.
        InvalidInput: not declared, no PDF or text, anything but text in it (P2); a missing or impossible answer.
    """
    policies.attach.require(by, file)
    problems, said = _said(values)
    if values.get("declares") is not True:
        problems["declares"] = _SIGN
    if not content:
        problems["paper"] = NEEDED
    elif (fault := apart.look(content, name)) is not Fault.NONE:
        problems["paper"] = refusal(fault)
    stop(problems)
    list(CaseFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).values_list("pk"))
    policies.attach.require(by, file)  # again, alone: two who attach at once count one after the other
    said |= {
        "state": DOCUMENT.move(State.SEEN, State.PRESENT).value,
        "content_type": apart.kind_of(content),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "declared": Declared.TEXT_ONLY.value,
        "declared_by_id": by.id,
        "declared_at": now(),
    }
    one = add_section(model=Document, file=file, by=by, values=said)
    one.file = file
    key = uuid7()
    keys.create_key(key, "document")
    DocumentContent.objects.create(id=key, key_id=key, document=one, body=base64.b64encode(content).decode())
    _note(one, by, "document_attached", content_type=one.content_type, size=one.size, declared=one.declared)
    return one


@transaction.atomic
def record_seen(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Document:
    """Write down that a paper was seen: ``kind``, ``title``, ``number``, ``issued_by``, ``issued_on``, ``seen_on``. Nothing is kept of it.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: neither number nor issuing office; a missing or impossible answer.
    """
    work_on_file.require(by, file)
    problems, said = _findable(values)
    stop(problems)
    one = add_section(model=Document, file=file, by=by, values=said | {"state": State.SEEN.value})
    one.file = file
    _note(one, by, "document_seen")
    return one


@transaction.atomic
def correct_seen(*, one: Document, by: Actor, base_version: int, values: Mapping[str, Any]) -> Document:
    """Correct what was written of a seen paper by a new record that replaces it: as :func:`record_seen`, and ``correction`` (why). The earlier
    one stays as it was written, and says by what it is replaced. Gives the new record.

    Raises:
        Refused: the actor does not work on this file; it is corrected already, or a paper that is kept.
        InvalidInput: as for a paper that is seen; no reason; nothing differs.
        StaleVersion: somebody saved meanwhile.
    """
    policies.correct.require(by, one)
    problems, said = _findable(values)
    problems |= empty(values, "correction")
    because = str(values.get("correction") or "").strip()
    if len(because) > 1000:
        problems["correction"] = _LONG
    if not problems and all(getattr(one, name) == value for name, value in said.items()):
        problems["title"] = _("Nothing differs from what is written. Change what is wrong, or leave it as it is.")
    stop(problems)
    file = one.file
    old = revise(
        section=one, by=by, base_version=base_version, values={"state": DOCUMENT.move(one.state, State.REPLACED).value}
    )
    more = {"state": State.SEEN.value, "replaces": old, "correction": because}
    new = add_section(model=Document, file=file, by=by, values=said | more)
    new.file = file
    _note(new, by, "document_corrected", replaces=str(old.pk))
    return new


@transaction.atomic
def purge_document(*, one: Document, by: Actor, base_version: int, values: Mapping[str, Any]) -> Document:
    """Destroy what a paper holds, with its key, for good: ``purge_because``. What it was, and why it went, stays.

    Raises:
        Refused: no supervisor of the office, attached it oneself (P14), nothing is kept.
        InvalidInput: no reason.
        StaleVersion: somebody saved meanwhile.
    """
    policies.purge.require(by, one)
    problems = empty(values, "purge_because")
    because = str(values.get("purge_because") or "").strip()
    if len(because) > 1000:
        problems["purge_because"] = _LONG
    stop(problems)
    said = {"state": DOCUMENT.move(one.state, State.PURGED).value, "purge_because": because}
    saved = revise(section=one, by=by, base_version=base_version, values=said | {"purged_by_id": by.id, "purged_at": now()})
    saved.file = one.file
    content = DocumentContent.objects.only("id", "key_id").get(document=one)
    keys.destroy_key(content.key_id)
    DocumentContent.objects.filter(pk=content.pk).delete()
    _note(saved, by, "document_purged")
    return saved


def _findable(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same of a paper of which nothing is kept: it can be found again."""
    problems, said = _said(values)
    if not said["number"] and not said["issued_by"]:
        problems["number"] = _("Give the number of the paper or the office that issued it, so that it can be found again.")
    return problems, said


def _said(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is wrong with the answers of both forms, and the answers."""
    problems = empty(values, "title")
    said: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in _LENGTHS}
    problems |= {name: _LONG for name, longest in _LENGTHS.items() if len(said[name]) > longest}
    said["kind"] = str(values.get("kind") or "")
    if said["kind"] not in Kind.values:
        problems["kind"] = UNKNOWN
    said |= {name: values.get(name) for name in ("issued_on", "seen_on")}
    if not _is_past(said["seen_on"]):
        problems["seen_on"] = _DAY
    if said["issued_on"] is not None and not _is_past(said["issued_on"]):
        problems["issued_on"] = _DAY
    elif said["issued_on"] is not None and "seen_on" not in problems and said["issued_on"] > said["seen_on"]:
        problems["issued_on"] = _BEFORE
    return problems, said


def _is_past(day: Any) -> bool:
    return isinstance(day, dt.date) and day <= today()


def _note(one: Document, by: Actor, what: str, **details: Any) -> None:
    about = str(one.file.child_id)
    audit.record(by=by, action=what, subject=f"documents.document:{one.pk}", about=about, details=details)
