"""Rows of what waits for a decision, formatted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api.words import file_url
from tutela.vocabulary import api as vocabulary

from ..models import Approvable, PlanAction, Referral


def decision_row(work: Approvable) -> dict[str, Any]:
    """A row of what waits for a decision."""
    kind = work._meta.model_name or ""
    words = {"assessment": _("Assessment"), "plan": _("Case plan"), "closure": _("Closing the file")}
    return {
        "url": reverse("decide", args=[kind, work.pk]),
        "what": words[kind],
        "number": work.file.number,
        "by": work.created_by.full_name,
        "since": work.submitted_at,
    }


def refusal_row(refused: PlanAction | Referral) -> dict[str, Any]:
    """A service that was refused to a child."""
    service = vocabulary.label("services", refused.service)
    return {"url": file_url(refused.file), "number": refused.file.number, "service": service}
