"""Papers in words. What they hold is not shown on any page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tutela.cases.api import words
from tutela.ui.enums import Tone

from .enums import Declared, Kind
from .models import Document
from .states import State

_TONES = {State.SEEN: Tone.NEUTRAL, State.PRESENT: Tone.INFO, State.PURGED: Tone.WARNING, State.REPLACED: Tone.NEUTRAL}


def row(one: Document) -> dict[str, Any]:
    """One line: what it is, its number, when it was seen."""
    return {
        "url": reverse("document", args=[one.file_id, one.pk]),
        "title": one.title,
        "kind": str(Kind(one.kind).label),
        "number": one.number,
        "on": one.seen_on,
        "state": str(State(one.state).label),
        "tone": _TONES[State(one.state)],
    }


def facts(one: Document) -> list[dict[str, Any]]:
    """What is written of it, as far as it is; of a record that was corrected by whom, when, why, and where the newer one is."""
    newer = getattr(one, "replacement", None)
    kept = f"{_type(one)}, {filesizeformat(one.size)}" if one.size else ""
    rows = [
        (_("Kind of paper"), str(Kind(one.kind).label)),
        (_("Number of the paper"), one.number),
        (_("Office that issued it"), one.issued_by),
        (_("Issued on"), _on(one.issued_on)),
        (_("Seen on"), words.day(one.seen_on)),
        (_("Written down by"), one.created_by.full_name),
        (_("What was attached"), kept),
        (_("Declared"), str(Declared(one.declared).label) if one.declared else ""),
        (_("Declared by"), one.declared_by.full_name if one.declared_by else ""),
        (_("Why the content is destroyed"), one.purge_because),
        (_("Destroyed by"), one.purged_by.full_name if one.purged_by else ""),
        (_("Destroyed on"), _on(one.purged_at.date() if one.purged_at else None)),
        (_("Why it was corrected"), one.correction or (newer.correction if newer else "")),
        (_("Corrected by"), newer.created_by.full_name if newer else ""),
        (_("Corrected on"), _on(timezone.localdate(newer.created_at) if newer else None)),
    ]
    found = [{"label": label, "value": value, "url": ""} for label, value in rows if value]
    links = ((_("Replaced by"), newer), (_("Replaces"), one.replaces))
    return found + [{"label": label, "value": other.title, "url": row(other)["url"]} for label, other in links if other]


def _type(one: Document) -> str:
    return _("Text") if one.content_type == "text/plain" else "PDF"


def _on(day: dt.date | None) -> str:
    return words.day(day) if day else ""
