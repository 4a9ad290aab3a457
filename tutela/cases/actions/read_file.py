"""Reading a file: the one line that every screen and program leaves in the audit trail (R134)."""

from __future__ import annotations

from tutela.audit import api as audit
from tutela.kernel.actor import Actor

from ..models import CaseFile


def read_file(*, file: CaseFile, by: Actor) -> None:
    """Write down that somebody was shown what the file holds. Whoever shows it has asked :func:`get_file` first."""
    audit.record(by=by, action="file_read", subject=f"cases.file:{file.pk}", about=str(file.child_id))
