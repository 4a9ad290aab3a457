"""Reading a file: the one line that every screen and program leaves in the audit trail (R134)."""

from __future__ import annotations

from django.db.models import Model

from tutela.audit import api as audit
from tutela.kernel.actor import Actor

from ..models import CaseFile


def read_file(*, file: CaseFile, by: Actor, what: str = "file_read", part: Model | None = None) -> None:
    """Write down that somebody was shown what the file holds: all of it, or ``what`` of it, as ``document_read``; and which ``part``,
    where it was one. Whoever shows it has asked :func:`get_file` first."""
    subject = f"{part._meta.label_lower}:{part.pk}" if part else f"cases.file:{file.pk}"
    audit.record(by=by, action=what, subject=subject, about=str(file.child_id))
