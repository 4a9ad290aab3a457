"""Asking to close a file, and opening it again with its history (R63, P6, P16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, DeadlineKind, FileState, work_on_file
from tutela.cases.api.steps import add_section, move_file, revise, set_deadline, time_for
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import Closure, FollowUp
from ..policies.closure import reopen_file as may_reopen
from ..policies.closure import submit_closure
from ..policies.planning import edit_draft
from .approvals import submit

CLOSURE = "reason criteria view continuing_support explanation attempts post_closure_on principles".split()


@transaction.atomic
def start_closure(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Closure:
    """Begin a request to close. A settlement, a withdrawn complaint or a missing service is in no list of reasons (P6).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no known reason, unknown fields, views of another file.
    """
    work_on_file.require(by, file)
    _check(file, values)
    closure = add_section(model=Closure, file=file, by=by, values=values)
    audit.record(
        by=by,
        action="closure_started",
        subject=f"care.closure:{closure.pk}",
        about=str(file.child_id),
        details={"reason": closure.reason},
    )
    return closure


@transaction.atomic
def revise_closure(*, closure: Closure, by: Actor, base_version: int, values: Mapping[str, Any]) -> Closure:
    """Save a new version of a draft.

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput, StaleVersion: as everywhere.
    """
    edit_draft.require(by, closure)
    _check(closure.file, {"reason": closure.reason, **values})
    revised = revise(section=closure, by=by, base_version=base_version, values=values)
    audit.record(by=by, action="closure_revised", subject=f"care.closure:{closure.pk}", about=str(closure.file.child_id))
    return revised


@transaction.atomic
def submit_closure_for_approval(*, closure: Closure, by: Actor) -> Closure:
    """Ask a supervisor to agree to closing.

    Raises:
        Refused: something is missing; the reason says what.
    """
    submit_closure.require(by, closure)
    submit(work=closure, by=by)
    audit.record(by=by, action="closure_submitted", subject=f"care.closure:{closure.pk}", about=str(closure.file.child_id))
    return closure


@transaction.atomic
def reopen_file(*, file: CaseFile, by: Actor, reason: str) -> CaseFile:
    """Open a closed file again: the same file, with everything in it; contact is due at once.

    Raises:
        Refused: not the worker or a supervisor, or the file is open.
        InvalidInput: no reason.
    """
    may_reopen.require(by, file)
    if not reason.strip():
        raise InvalidInput({"reason": _("Write what has happened, so that whoever opens the file knows.")})
    move_file(
        file=file,
        target=FileState.REOPENED,
        by=by,
        closed_at=None,
        sealed_at=None,
        closure_reason="",
        reopened_count=file.reopened_count + 1,
        next_contact_on=today(),
    )
    due = now() + time_for("first_contact", "high")
    set_deadline(file=file, kind=DeadlineKind.FIRST_CONTACT, due_at=due, by=by)
    set_deadline(file=file, kind=DeadlineKind.ASSESSMENT, due_at=now() + time_for("comprehensive_assessment", "high"), by=by)
    add_section(
        model=FollowUp,
        file=file,
        by=by,
        values={"kind": "reopening", "happened_on": today(), "narrative": reason, "next_contact_on": today()},
    )
    audit.record(by=by, action="file_reopened", subject=f"cases.file:{file.pk}", about=str(file.child_id))
    return file


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in CLOSURE}
    if values.get("reason") in vocabulary.UNIVERSAL or not vocabulary.is_code("closure_reasons", values.get("reason")):
        problems["reason"] = _(
            "Choose a reason from the list. A settlement between families, a withdrawn complaint or a missing service "
            "is never a reason to close."
        )
    view = values.get("view")
    if view is not None and view.file_id != file.pk:
        problems["view"] = _("These views belong to another file.")
    if problems:
        raise InvalidInput(problems)
