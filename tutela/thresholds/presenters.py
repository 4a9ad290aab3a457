"""Changes of a file's kind in words."""

from __future__ import annotations

from typing import Any

from tutela.cases.api import words

from .enums import Passed
from .models import KindChange


def row(change: KindChange) -> dict[str, Any]:
    """One change: from, to, when, by whom, why, and what passed the threshold then."""
    return {
        "was": words.label("file_types", change.was),
        "now": words.label("file_types", change.now),
        "at": change.created_at,
        "by": change.created_by.full_name,
        "words": change.words,
        "grounds": [str(Passed(ground).label) for ground in change.grounds],
    }
