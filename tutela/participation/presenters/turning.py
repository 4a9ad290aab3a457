"""Who turns 18 within a year, in words, for the page of the day's work (P38)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.kernel.actor import Actor

from ..queries import Turning, turning_18


def on_work(actor: Actor) -> list[dict[str, Any]]:
    """The young people in the actor's own files."""
    return [_row(one) for one in turning_18(actor)]


def _row(one: Turning) -> dict[str, Any]:
    first, last = words.day(one.earliest), words.day(one.latest)
    day = _("18 on %(day)s") % {"day": first}
    between = _("18 between %(first)s and %(last)s") % {"first": first, "last": last}
    return {
        "name": words.child_name(one.file.child),
        "number": one.file.number,
        "url": reverse("child_sheet" if one.missing else "file", args=[one.file.pk]),
        "when": day if first == last else between,
        "missing": [str(what.label) for what in one.missing],
    }
