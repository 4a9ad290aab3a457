"""Support of a family: what there is in a file, and the lines that stand beside the plan."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from tutela.care.api import PlanAction
from tutela.cases.api import CaseFile

from ..models import FamilySupport


def supports_of(file: CaseFile) -> list[FamilySupport]:
    """Every support that was looked at for the family of this file, newest first."""
    found = FamilySupport.objects.filter(file=file).select_related("person", "plan_action").order_by("-created_at", "-id")
    for support in found:
        support.file = file
    return list(found)


def goals_of(file: CaseFile, *, beside: uuid.UUID | None = None) -> QuerySet[PlanAction]:
    """The goals of the plans of a file that a support can serve, and the one it serves already."""
    open_goals = Q(state__in=("planned", "unmet")) | Q(pk=beside)
    return PlanAction.objects.filter(open_goals, file=file).order_by("due_on")
