"""Why the worklist says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

AT_ONCE = 50
"""So many files at most are taken together."""


STEPS = (
    ("assign", _("Give to a worker"), "user-check"),
    ("flag", _("Raise a flag"), "flag"),
    ("supervision", _("Set the day of supervision"), "calendar"),
    ("transfer", _("Ask another office to take over"), "send"),
)
"""What can be done in several files at once: the name in the address, words, icon."""


class WorkReason(Reason):
    """Why a step is refused."""

    NOT_YOURS = "list_not_yours", _("Only whoever kept this list changes it. Keep one of your own instead.")
    NO_LISTS = (
        "no_lists",
        _("Lists of files are for those who work with files. Ask your administrator if that is your task."),
    )
    RESOLVED = "flag_resolved", _("This flag is resolved. Raise a new one if there is something again.")
    NOT_TO_FLAG = (
        "not_to_flag",
        _("Flags are raised and resolved by the file's worker and its supervisors. Tell one of them what worries you."),
    )
    NO_SUPERVISION = "no_supervision", _("No day for supervision is set in this file. Set one first.")
