"""What every step before justice does: the row as it is now, its move, its record; legal steps; telling people without content."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, Deadline, DeadlineKind
from tutela.cases.api.steps import meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.states import Machine
from tutela.vocabulary import api as vocabulary

from ..enums import Task
from ..models import LegalTask, Section
from ..policies.answers import Answers
from ..policies.keep import end_run, keep_justice
from ..states import RUN, RunState

S = TypeVar("S", bound=Section)
_RESULT = Answers(past=("done_on",), needed=("done_on", "result"))


@transaction.atomic
def note(*, record: Section, by: Actor, what: str, **details: Any) -> None:
    """Write down in the audit chain what was done with a record: codes and numbers, no text."""
    subject = f"justice.{record._meta.model_name}:{record.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(record.file.child_id), details=details)


@transaction.atomic
def take(
    *, record: S, by: Actor, base_version: int, machine: Machine[Any], target: str, values: Mapping[str, Any], what: str
) -> S:
    """Move a record, held until the end, to a state with its values.

    Raises:
        StaleVersion: somebody saved meanwhile.
        WrongState: the state cannot follow.
    """
    state: Any = type(record).objects.select_for_update(of=("self",)).values_list("state", flat=True).get(pk=record.pk)
    moved = machine.move(state, target)
    saved = revise(section=record, by=by, base_version=base_version, values=dict(values) | {"state": moved.value})
    saved.file = record.file
    note(record=saved, by=by, what=what, state=moved.value)
    return saved


@transaction.atomic
def open_task(*, file: CaseFile, by: Actor, kind: Task, subject: uuid.UUID, urgent: bool = False) -> LegalTask:
    """Open a legal step with its moment, once: an open one of the same kind for the same subject stands."""
    known = LegalTask.objects.filter(file=file, kind=kind, subject=subject, state=RunState.OPEN).first()
    if known is not None:
        return known
    limits = vocabulary.jurisdiction().limits
    due = now() + dt.timedelta(hours=limits.urgent_legal_task_hours if urgent else limits.legal_task_hours)
    task = LegalTask.objects.create(
        file=file,
        key_id=file.child_id,
        created_by_id=by.id,
        updated_by_id=by.id,
        kind=kind.value,
        subject=subject,
        urgent=urgent,
        due_at=due,
        owner_id=file.worker_id or by.id,
    )
    set_deadline(file=file, kind=DeadlineKind.LEGAL_TASK, due_at=due, by=by, subject=task.pk)
    note(record=task, by=by, what="legal_task_opened", kind=kind.value, urgent=urgent)
    return task


@transaction.atomic
def finish_task(*, record: LegalTask, by: Actor, base_version: int, values: Mapping[str, Any]) -> LegalTask:
    """Write down what came of a legal step.

    Raises:
        Refused: not whoever keeps the chapter, or it is done.
        InvalidInput: nothing written, a day in the future.
        StaleVersion: somebody saved meanwhile.
    """
    end_run.require(by, record)
    said = _RESULT.require(values)
    done = take(
        record=record, by=by, base_version=base_version, machine=RUN, target="done", values=said, what="legal_task_done"
    )
    meet_deadline(file=record.file, kind=DeadlineKind.LEGAL_TASK, by=by, subject=record.pk)
    return done


@transaction.atomic
def close_tasks(*, file: CaseFile, by: Actor, subject: uuid.UUID, result: str) -> int:
    """End the open legal steps of a subject that is settled by itself; returns how many."""
    keep_justice.require(by, file)
    found = list(LegalTask.objects.filter(file=file, subject=subject, state=RunState.OPEN))
    for task in found:
        task.file = file
        done = {"done_on": today(), "result": result}
        take(record=task, by=by, base_version=task.version, machine=RUN, target="done", values=done, what="legal_task_done")
        meet_deadline(file=file, kind=DeadlineKind.LEGAL_TASK, by=by, subject=task.pk)
    return len(found)


@transaction.atomic
def due_sooner(*, file: CaseFile, by: Actor, kind: DeadlineKind, hours: int) -> dt.datetime:
    """Make something due within hours; what is due sooner already stays so. Returns the moment."""
    wanted = now() + dt.timedelta(hours=hours)
    known = Deadline.objects.filter(file=file, kind=kind, subject=None, done_at=None, cancelled_at=None).first()
    due = (
        known.due_at
        if known is not None and known.due_at <= wanted
        else set_deadline(file=file, kind=kind, due_at=wanted, by=by).due_at
    )
    audit.record(by=by, action="justice_review_due", subject=f"cases.file:{file.pk}", about=str(file.child_id))
    return due


@transaction.atomic
def tell(*, record: Section, by: Actor, people: Mapping[str, Iterable[accounts.User]]) -> dict[str, int]:
    """Tell people, named by why, that something waits: an e-mail without a word of content. Returns how many, by why; nobody is
    said as zero."""
    told = {why: [person for person in found if person.pk != by.id] for why, found in people.items()}
    counts = {why: len(found) for why, found in told.items()}
    note(record=record, by=by, what="justice_told", told=counts)
    for person in {person.pk: person for found in told.values() for person in found}.values():
        if person.email:
            transaction.on_commit(partial(_write, person.email, person.language))
    return counts


def _write(address: str, language: str) -> None:
    with translation.override(language):
        subject, body = _("Something waits for you"), _("Please sign in now. Something urgent waits for you.")
    send_mail(subject, body, None, [address], fail_silently=True)
