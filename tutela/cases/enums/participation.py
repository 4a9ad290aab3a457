"""On what a child is heard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """The key decisions on which a child is heard (R65)."""

    RISK = "risk", _("The assessment of danger")
    SAFETY = "safety", _("The safety plan")
    PLAN = "plan", _("The plan")
    PLACEMENT = "placement", _("Where to live")
    SETTLEMENT = "settlement", _("A proposed settlement")
    COMPLAINT = "complaint", _("A complaint")
    RETURN = "return", _("Going back home")
    REVIEW = "review", _("A review")
    TRANSFER = "transfer", _("Going to another office")
    CLOSURE = "closure", _("Closing the file")
