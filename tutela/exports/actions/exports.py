"""Asking for an export, deciding, taking and erasing it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.cases.api import FileState
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import hold
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import Form, Level
from ..models import Export
from ..queries.exports import place_of
from ..states import EXPORT, ExportState

KEPT = dt.timedelta(days=7)
"""So long an export lies ready; then it is erased and asked for again."""
Later = Callable[[uuid.UUID], object]


@transaction.atomic
def ask_export(*, by: Actor, values: Mapping[str, Any]) -> Export:
    """Ask. ``values``: office, recipient, purpose, reason, level, form, states, reported_from, reported_until.

    Raises:
        Refused: not an office of the asker, a key that is not confirmed, names for a purpose that needs none.
        InvalidInput: no purpose or reason, a form, level or state that there is not, dates the wrong way round.
    """
    policies.ask.require(by, values["office"])
    if problems := _problems(values):
        raise InvalidInput(problems)
    policies.leave.require(values["recipient"], values["level"], values["purpose"])
    made = Export.objects.create(**values, asked_by_id=by.id)
    _record(made, by, "export_asked")
    return made


@transaction.atomic
def decide_export(*, export: Export, by: Actor, base_version: int, agreed: bool, note: str, later: Later) -> Export:
    """Agree, and the worker builds it (``later``, after the commit); or refuse with a sentence.

    Raises:
        Refused: not data protection, who asked, or a key that was ended meanwhile.
        WrongState, StaleVersion: it was decided already.
        InvalidInput: refused without a sentence.
    """
    policies.decide.require(by, export)
    hold(export, base_version, {"agreed": agreed})
    if not agreed and not note.strip():
        raise InvalidInput({"note": _("Write why, so that whoever asked knows what to change.")})
    if agreed:
        policies.leave.require(export.recipient, export.level, export.purpose)
    target = ExportState.APPROVED if agreed else ExportState.REFUSED
    said = {"decided_by_id": by.id, "decided_at": now(), "note": note.strip()}
    decided = move(export=export, target=target, by=by, action=f"export_{target.value}", values=said)
    if agreed:
        transaction.on_commit(lambda: later(decided.pk))
    return decided


@transaction.atomic
def withdraw_export(*, export: Export, by: Actor, base_version: int) -> Export:
    """The asker takes the question back.

    Raises:
        Refused: somebody else's.
        WrongState, StaleVersion: it was decided already.
    """
    policies.own.require(by, export)
    hold(export, base_version, {})
    return move(export=export, target=ExportState.WITHDRAWN, by=by, action="export_withdrawn", values={})


@transaction.atomic
def try_again(*, export: Export, by: Actor, base_version: int, later: Later) -> Export:
    """Build once more what could not be built.

    Raises:
        Refused: somebody else's, it did not fail, or the key was ended.
        StaleVersion: somebody was quicker.
    """
    policies.again.require(by, export)
    hold(export, base_version, {})
    policies.leave.require(export.recipient, export.level, export.purpose)
    again = move(export=export, target=ExportState.APPROVED, by=by, action="export_again", values={"note": ""})
    transaction.on_commit(lambda: later(again.pk))
    return again


@transaction.atomic
def take_export(*, export: Export, by: Actor) -> Path:
    """The encrypted file, for who asked; each taking stands in the trail.

    Raises:
        Refused: somebody else's, or not ready.
        InvalidInput: the file is not where it was built; ask again.
    """
    policies.take.require(by, export)
    place = place_of(export)
    if not place.is_file():
        raise InvalidInput({"export": _("The file is not on this server any more. Ask for the export again.")})
    if export.taken_at is None:
        export.taken_at = now()
        export.save(update_fields=["taken_at"])
    _record(export, by, "export_taken")
    return place


@transaction.atomic
def erase_old_exports(*, by: Actor) -> int:
    """Erase what lay ready for longer than :data:`KEPT`; how many. For the process that keeps deadlines."""
    old = list(Export.objects.select_for_update().filter(state=ExportState.READY, erase_after__lt=now()))
    for export in old:
        place_of(export).unlink(missing_ok=True)
        move(export=export, target=ExportState.ERASED, by=by, action="export_erased", values={})
    return len(old)


def move(*, export: Export, target: ExportState, by: Actor, action: str, values: Mapping[str, Any]) -> Export:
    """Write the next state, what comes with it, and a line in the trail; the caller asked the rule.

    Raises:
        WrongState: the state may not follow.
    """
    values = {"state": EXPORT.move(export.state, target), **values}
    for name, value in values.items():
        setattr(export, name, value)
    export.version += 1
    export.save(update_fields=[*(name.removesuffix("_id") for name in values), "version"])
    _record(export, by, action)
    return export


def _record(export: Export, by: Actor, action: str) -> None:
    details = {
        "purpose": export.purpose,
        "level": export.level,
        "recipient": str(export.recipient_id),
        "files": export.files,
        "left_out": export.left_out,
        "digest": export.digest,
    }
    audit.record(by=by, action=action, subject=f"exports.export:{export.pk}", details=details)


def _problems(values: Mapping[str, Any]) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if not vocabulary.is_code("export_purposes", values["purpose"]):
        problems["purpose"] = _("Choose the purpose from the list.")
    if len(values["reason"].strip()) < 10:
        problems["reason"] = _(
            "Write in a sentence what the recipient needs it for; the data protection officer decides by it."
        )
    if values["level"] not in Level.values:
        problems["level"] = _("Choose how much leaves: codes, identity.")
    if values["form"] not in Form.values:
        problems["form"] = _("Choose the form: jsonl, csv.")
    if unknown := set(values["states"]) - set(FileState.values):
        problems["states"] = _("These are no states of a file: %(what)s") % {"what": ", ".join(sorted(unknown))}
    if values["reported_from"] and values["reported_until"] and values["reported_until"] < values["reported_from"]:
        problems["reported_until"] = _("The last day comes after the first.")
    return problems
