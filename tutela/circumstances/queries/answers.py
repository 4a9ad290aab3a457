"""What is written in a file's parts: the newest revision, the earlier ones, what differs; the needs; what helps in talks."""

from __future__ import annotations

import uuid
from typing import Any

from tutela.cases.api import CaseFile, Concern, Deadline
from tutela.kernel.errors import NotHere

from ..models import MedicalRevision, Need, Part, PartRevision, Prompt
from ..models.rows import Revision
from ..policies.parts import is_answered, task_subject
from .parts import parts


def table_of(part: Part) -> type[Revision]:
    """Where the revisions of a part lie: a medical one apart."""
    return MedicalRevision if part.medical else PartRevision


def newest(part: Part, file_id: uuid.UUID) -> Revision | None:
    """The part as it is now, or none."""
    return (
        table_of(part)
        ._default_manager.filter(file_id=file_id, part=part.code)
        .order_by("-number")
        .select_related("by")
        .first()
    )


def numbered(part: Part, file_id: uuid.UUID, number: int) -> Revision | None:
    """The part as it was at a revision."""
    return (
        table_of(part)._default_manager.filter(file_id=file_id, part=part.code, number=number).select_related("by").first()
    )


def revisions(part: Part, file_id: uuid.UUID) -> list[Revision]:
    """Every revision, newest first; no answer is opened for that."""
    found = table_of(part)._default_manager.filter(file_id=file_id, part=part.code).order_by("-number")
    return list(found.select_related("by").defer("answers"))


def revision_of(file: CaseFile, revision_id: uuid.UUID) -> PartRevision:
    """One revision of a part of the file.

    Raises:
        NotHere: missing, of another file, or of the medical track.
    """
    found = PartRevision.objects.filter(pk=revision_id, file=file).first()
    if found is None:
        raise NotHere
    return found


def offered(file: CaseFile) -> list[tuple[Part, Revision | None, bool]]:
    """Every part of the file with its newest revision and whether a concern suggests it: those written or suggested first."""
    concerns = {code for row in Concern.objects.filter(file=file) for code in row.concerns}
    written: dict[str, Revision] = {}
    for row in PartRevision.objects.filter(file=file).order_by("number").select_related("by").defer("answers"):
        written[row.part] = row
    rows = [
        (part, written.get(part.code), bool(concerns & set(part.concerns))) for part in parts().values() if not part.medical
    ]
    return sorted(rows, key=lambda row: (row[1] is None, not row[2]))


def medical_parts() -> list[Part]:
    """The parts of the medical track."""
    return [part for part in parts().values() if part.medical]


def open_needs(file_id: uuid.UUID) -> list[Need]:
    """The services the child has no access to now."""
    return list(Need.objects.filter(file_id=file_id, ended_on=None).select_related("plan_action").order_by("item"))


def needs_wait(file_id: uuid.UUID) -> bool:
    """Whether one of them is neither planned nor explained (R49)."""
    return any(not is_answered(need) for need in open_needs(file_id))


def codes_of(file: CaseFile, part: str, question: str) -> list[Any]:
    """The codes that the newest revision of a part has for a question of several choices."""
    row = PartRevision.objects.filter(file=file, part=part).order_by("-number").first()
    found = row.answers.get(question, []) if row else []
    return found if isinstance(found, list) else [found]


def open_tasks(file: CaseFile, part: Part) -> list[Prompt]:
    """The prompts of a part whose task is still due."""
    due = set(
        Deadline.objects.filter(file=file, done_at=None, cancelled_at=None, subject__isnull=False).values_list(
            "subject", flat=True
        )
    )
    return [prompt for prompt in part.prompts if prompt.task and task_subject(file, part, prompt) in due]
