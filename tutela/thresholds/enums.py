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


class NotOurs(TextChoices):
    """Why a file that was triaged is not accepted."""

    ADULT = "adult", _("The person is 18 or older for certain")
    NO_NEED = "no_need", _("Nothing here calls for protection or support")
    ELSEWHERE = "elsewhere", _("Another body acts for this child already")
    MISTAKE = "mistake", _("The file was opened by mistake")


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
    NOT_TRIAGED = (
        "not_triaged",
        _(
            "Only a file in which nobody has begun to work is not accepted. This one is registered: close it, with the child, or transfer it."
        ),
    )
    NOT_YOURS = (
        "decline_not_yours",
        _(
            "A supervisor of the office decides that a file is not accepted; never who opened it or is to work on it (P14). Ask the supervisor."
        ),
    )
    DANGER = (
        "decline_danger",
        _(
            "This file names a danger: a risk that is medium or high, an act against the child, or somebody unsafe. It is not sent away (R51). "
            "Give it to a worker and register the child."
        ),
    )
    MAY_BE_A_CHILD = (
        "decline_may_be_a_child",
        _(
            "The person may be under 18, so they are treated as a child (P1). State the age with its basis, or choose another reason."
        ),
    )
    HELP_RUNS = (
        "decline_help_runs",
        _("Help was asked for in this file and still runs. Recall the referral or let it end first; the child is told."),
    )
    NEEDS_SUPERVISOR = (
        "early_support_by_supervisor",
        _(
            "Going back to early support is decided by a supervisor who is not the file's worker (P14, R51). Ask the supervisor."
        ),
    )
