"""What is to be done for a child, in words that may lie on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tutela.care.api import PlanAction
from tutela.cases.api import words


def steps_told(found: Iterable[PlanAction]) -> list[dict[str, Any]]:
    """Each step: what, who takes care of it, until when, and whether it is missing. Health, psychological help and law are named in
    general only: paper can be found."""
    general = {
        "MED": _("A health worker helps you."),
        "PSY": _("Somebody is there to talk with you."),
        "LEG": _("Somebody who knows the law helps you."),
    }
    return [
        {
            "what": general.get(one.track) or words.label("services", one.service),
            "who": one.owner.full_name if one.owner else "",
            "when": date_format(one.due_on),
            "missing": one.state == "unmet",
        }
        for one in found
    ]
