"""What passes the threshold of early support, and why a file stays of its kind."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

EARLY_SUPPORT = "early_support"
"""The kind (list ``file_types``) of a file in which nothing has happened to the child."""


class Passed(TextChoices):
    """One ground on which a child needs more than early support."""

    RISK = "risk", _("The risk that was agreed is medium or high.")
    ACT = "act", _("A concern names an act against the child.")
    UNSAFE = "unsafe", _("Somebody close to the child is marked as unsafe.")


class ThresholdReason(Reason):
    """Why not, and what would do."""

    SAME_KIND = "same_kind", _("The file is of this kind already. Choose another one, or leave it as it is.")
    PASSED = (
        "threshold_passed",
        _(
            "Early support is not enough here: the risk is medium or high, a concern names an act, or somebody close is unsafe (R51). "
            "The file goes back to early support once none of these holds."
        ),
    )
    NEEDS_SUPERVISOR = (
        "early_support_by_supervisor",
        _(
            "Going back to early support is decided by a supervisor who is not the file's worker (P14, R51). Ask the supervisor."
        ),
    )
