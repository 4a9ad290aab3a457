"""Rows of files and of what is due, as every list shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today

from ..enums.file import DeadlineKind
from ..models import CaseFile, Deadline
from ..queries.duplicates import linked_files
from ..states import FileState
from . import words


def file_row(file: CaseFile) -> dict[str, Any]:
    """A row of the file list or of what a search found; expects ``queries.rows``, shows a deadline if it is there."""
    risk, risk_tone = words.risk(file)
    due_kind = getattr(file, "due_kind", None)
    return {
        "id": file.pk,
        "url": reverse("file", args=[file.pk]),
        "number": file.number,
        "name": words.child_name(file.child),
        "age": words.age(file.child, today()),
        "state": str(FileState(file.state).label),
        "state_tone": words.STATE_TONE[FileState(file.state)],
        "risk": risk,
        "risk_tone": risk_tone,
        "worker": file.worker_name or _("Nobody yet"),  # type: ignore[attr-defined]
        "due": getattr(file, "due_at", None),
        "due_what": str(DeadlineKind(due_kind).label) if due_kind else "",
        "unsafe": getattr(file, "has_unsafe", False),
    }


def linked_rows(actor: Actor, file: CaseFile) -> list[dict[str, str]]:
    """The other files of the same child, this record's and linked ones, as far as the actor sees them."""
    return [
        {"url": reverse("file", args=[other.pk]), "number": other.number, "state": str(FileState(other.state).label)}
        for other in linked_files(actor, file)
    ]


def unassigned_row(file: CaseFile) -> dict[str, Any]:
    """A row of the files that wait for a worker: where and how far; no name is opened for that."""
    state = FileState(file.state)
    return {
        "url": reverse("file", args=[file.pk]),
        "number": file.number,
        "office": file.office.name,
        "state": str(state.label),
        "state_tone": words.STATE_TONE[state],
    }


def work_rows(deadlines: Iterable[Deadline]) -> list[dict[str, Any]]:
    """One row for each file, with what is due first; what else is due in it stands behind. Keeps the order."""
    files: dict[Any, dict[str, Any]] = {}
    for deadline in deadlines:
        row = files.setdefault(deadline.file_id, deadline_row(deadline))
        if row["deadline"] != deadline.pk:
            row["others"].append({"what": str(DeadlineKind(deadline.kind).label), "due": deadline.due_at})
    return list(files.values())


def deadline_row(deadline: Deadline) -> dict[str, Any]:
    """A row of “what needs me now”."""
    return {
        "deadline": deadline.pk,
        "file": deadline.file_id,
        "others": [],
        "url": reverse("file", args=[deadline.file_id]),
        "what": str(DeadlineKind(deadline.kind).label),
        "due": deadline.due_at,
        "late": deadline.due_at < now(),
        "number": deadline.file.number,
        "name": words.child_name(deadline.file.child),
        "risk": words.risk(deadline.file),
    }


def escalation_row(deadline: Deadline, *, opens_files: bool) -> dict[str, Any]:
    """A row of what was carried up: no name, for those who answer for lateness need none; a way in for who may open it."""
    return {
        "url": reverse("file", args=[deadline.file_id]) if opens_files else "",
        "office": deadline.office.name,
        "what": str(DeadlineKind(deadline.kind).label),
        "due": deadline.due_at,
        "step": deadline.step,
    }
