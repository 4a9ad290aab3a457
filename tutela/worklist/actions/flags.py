"""Raising and resolving flags; the day of supervision. Each sets or meets a deadline, so lateness rises (P21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, DeadlineKind
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.answers import stop
from tutela.kernel.clock import end_of, now
from tutela.kernel.errors import Refused

from .. import policies
from ..enums import WorkReason
from ..models import Flag
from ..queries.flags import supervision_of
from ..queries.values import NEEDED, wrong_day, wrong_flag


@transaction.atomic
def raise_flag(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Flag:
    """Flag a file: ``reason`` in a short sentence, ``until`` the day by which somebody has seen to it.

    Raises:
        Refused: neither its worker nor a supervisor of its office, or the file is closed.
        InvalidInput: no reason, a day that has passed or is more than a year away.
    """
    policies.raise_flag.require(by, file)
    stop(wrong_flag(values))
    said = {"reason": values["reason"].strip(), "until": values["until"]}
    flag = add_section(model=Flag, file=file, by=by, values=said)
    flag.file = file
    set_deadline(file=file, kind=DeadlineKind.FLAG, due_at=end_of(flag.until), by=by, subject=flag.pk)
    _note(file, by, "flag_raised", flag=str(flag.pk), until=flag.until.isoformat())
    return flag


@transaction.atomic
def resolve_flag(*, flag: Flag, by: Actor, base_version: int, values: Mapping[str, Any]) -> Flag:
    """Say in a ``word`` what became of it; the flag stays in the file's story.

    Raises:
        Refused: neither the file's worker nor a supervisor, the file is closed, or the flag is resolved.
        InvalidInput: no word.
        StaleVersion: somebody saved meanwhile.
    """
    policies.resolve_flag.require(by, flag)
    word = str(values.get("word") or "").strip()
    stop({} if word else {"word": NEEDED})
    said = {"word": word, "resolved_at": now(), "resolved_by_id": by.id}
    saved = revise(section=flag, by=by, base_version=base_version, values=said)
    saved.file = flag.file
    meet_deadline(file=flag.file, kind=DeadlineKind.FLAG, by=by, subject=flag.pk)
    _note(flag.file, by, "flag_resolved", flag=str(flag.pk))
    return saved


@transaction.atomic
def set_supervision(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> CaseFile:
    """Set the ``day`` on which worker and supervisor talk about this file; an earlier one is replaced.

    Raises:
        Refused: not a supervisor of the office, or the file is closed.
        InvalidInput: a day that has passed or is more than a year away.
    """
    policies.supervise.require(by, file)
    stop(wrong_day(values, "day"))
    set_deadline(file=file, kind=DeadlineKind.SUPERVISION, due_at=end_of(values["day"]), by=by)
    _note(file, by, "supervision_set", day=values["day"].isoformat())
    return file


@transaction.atomic
def hold_supervision(*, file: CaseFile, by: Actor) -> CaseFile:
    """Note that worker and supervisor have talked. What was said of the worker's work is kept apart from the child's file.

    Raises:
        Refused: not a supervisor of the office, the file is closed, or no day is set.
    """
    policies.supervise.require(by, file)
    if supervision_of(file) is None:
        raise Refused(WorkReason.NO_SUPERVISION)
    meet_deadline(file=file, kind=DeadlineKind.SUPERVISION, by=by)
    _note(file, by, "supervision_held")
    return file


def _note(file: CaseFile, by: Actor, what: str, **details: Any) -> None:
    audit.record(by=by, action=what, subject=f"cases.file:{file.pk}", about=str(file.child_id), details=details)
