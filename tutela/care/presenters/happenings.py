"""The timeline's entries in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from tutela.cases.api import CaseFile, DeadlineKind, Happening
from tutela.cases.api.words import label

from ..queries.timeline import chapters

_DEADLINES = dict(DeadlineKind.choices)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    title: str
    by: str
    why: str
    icon: str
    tone: str
    url: str


def entry(happening: Happening, file: CaseFile) -> Entry:
    """A happening in words."""
    kind = happening.kind
    known = next((chapter.words[kind] for chapter in chapters() if kind in chapter.words), (kind, "edit", "neutral", ""))
    title, icon, tone, list_id = known
    why = label(list_id, happening.code) if list_id else ""
    if kind == "escalated":
        why = str(_DEADLINES.get(happening.code, happening.code))
    return Entry(happening.at, str(title), happening.by, why, icon, tone, _url(happening, file))


def _url(happening: Happening, file: CaseFile) -> str:
    first = happening.kind.split("_")[0]
    page = next((chapter.pages[first] for chapter in chapters() if first in chapter.pages), "")
    return reverse(page, args=[file.pk, happening.subject]) if page else ""
