"""Who says how far a right is restored."""

from __future__ import annotations

from tutela.cases.api import FileReason, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from ..enums import PartReason
from ..models import Restitution


@Rule
def follow_right(actor: Actor, row: Restitution) -> Reason | None:
    """The worker of the file, while it is open; what was entered in error stays closed."""
    if (reason := work_on_file.why_not(actor, row.file)) is not None:
        return FileReason(reason.value)
    return PartReason.IN_ERROR if row.in_error else None
