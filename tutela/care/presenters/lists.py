"""Rows of what waits for a decision, formatted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Approvable


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
