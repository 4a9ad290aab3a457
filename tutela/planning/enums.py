"""The words of planning, and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Status(TextChoices):
    """How far a recommendation or an activity is. It says nothing about effect."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    IMPLEMENTED = "implemented", _("Implemented")
    IMPOSSIBLE = "impossible", _("Cannot be implemented")


class OverlapVerdict(TextChoices):
    """What was decided about two activities that seem to do the same."""

    MERGE = "merge", _("Merge them")
    KEEP = "keep", _("Keep both")


class Phase(TextChoices):
    """The phases of a strategy in which children are consulted."""

    DEVELOPING = "developing", _("Developing")
    IMPLEMENTING = "implementing", _("Implementing")
    MONITORING = "monitoring", _("Monitoring")


class PlanningReason(Reason):
    """Why planning says no."""

    NOT_PLANNER = "not_planner", _("Your roles read plans and do not decide about them. Ask a planner, or for a grant.")
