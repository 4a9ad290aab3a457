"""A country's forms in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..enums import Step
from ..models import Part
from ..models.declaration import said
from ..queries.parts import form_rows

KINDS = {
    "one": _("one choice"),
    "many": _("several choices"),
    "whole": _("whole number"),
    "decimal": _("number"),
    "date": _("date"),
    "line": _("a few words"),
    "text": _("text"),
    "note": _("note"),
}


def rows() -> list[dict[str, Any]]:
    """What is installed, by code, newest version first."""
    return [
        {
            "url": reverse("form", args=[one["form"].pk]),
            "title": one["part"].label,
            "code": one["form"].code,
            "version": one["form"].version,
            "step": str(Step(one["part"].step).label),
            "sensitivity": one["part"].sensitivity,
            "installed": one["form"].installed_at,
            "withdrawn": one["form"].withdrawn_at,
        }
        for one in form_rows()
    ]


def detail(part: Part) -> dict[str, Any]:
    """A part's sections and questions."""
    groups = [
        {
            "title": group.label,
            "repeats": group.repeats,
            "rows": [
                {
                    "code": one.code,
                    "label": one.label,
                    "kind": str(KINDS[one.kind]),
                    "choices": ", ".join(str(choice.label) for choice in one.choices()),
                    "relevant": one.relevant.text if one.relevant else "",
                    "counted": one.statistics,
                }
                for one in group.questions
            ],
        }
        for group in part.groups
    ]
    return {"part": part, "explanation": said(part.explanation), "groups": groups, "step": Step(part.step).label}
