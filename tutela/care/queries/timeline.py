"""The chapter that care lays into the story of a file, and the story with every chapter there is."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tutela.cases import api as cases

from ..enums import happenings

_BRANCHES = (
    "SELECT created_at, 'safety_plan', id, created_by_id, '' FROM care_safetyplan WHERE file_id = %(file)s",
    *(
        f"SELECT {at}, '{kind}_{word}', id, {who}, {code} FROM care_{kind} WHERE file_id = %(file)s AND {at} IS NOT NULL"
        for kind, code in (("assessment", "risk_level"), ("plan", "''"), ("closure", "reason"))
        for at, word, who in (("created_at", "started", "created_by_id"), ("submitted_at", "submitted", "updated_by_id"))
    ),
    *(
        f"SELECT decided_at, '{kind}_' || state, id, decided_by_id, {code} FROM care_{kind} "
        "WHERE file_id = %(file)s AND decided_at IS NOT NULL"
        for kind, code in (("assessment", "risk_level"), ("plan", "''"), ("closure", "reason"))
    ),
    "SELECT s.at, 'referral_' || s.state, r.id, s.by_id, r.service FROM care_referralstep s "
    "JOIN care_referral r ON r.id = s.referral_id WHERE r.file_id = %(file)s",
    "SELECT created_at, 'follow_up', id, created_by_id, kind FROM care_followup WHERE file_id = %(file)s",
    "SELECT created_at, 'review', id, created_by_id, response_outcome FROM care_review WHERE file_id = %(file)s",
)
CHAPTER = cases.Chapter(_BRANCHES, happenings.WORDS, happenings.PAGES)


@cache
def chapters() -> tuple[cases.Chapter, ...]:
    """The chapters of a file's story, as the settings compose them (``FILE_CHAPTERS``)."""
    return tuple(import_string(name) for name in settings.FILE_CHAPTERS)


def story(file: cases.CaseFile) -> list[cases.Happening]:
    """Everything that happened in the file, newest first."""
    return cases.timeline(file, chapters())


def story_and_due(file: cases.CaseFile) -> tuple[list[cases.Happening], list[dict[str, Any]]]:
    """The story, and what the chapters want done beside the deadlines, in one query."""
    happenings, asked = cases.read_story(file, chapters())
    return happenings, [row for chapter in chapters() for row in chapter.due(file, asked)]
