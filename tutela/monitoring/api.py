"""The door of monitoring, for the command line and the demo."""

from __future__ import annotations

from .actions.imports import answer_term, apply_import, drop_import, leave_out_row, leave_out_terms, preview_import
from .actions.law import assess_question, review_finding
from .actions.recommendations import set_status, set_target
from .actions.released import Taken, take_released
from .actions.reminders import Digest, remind
from .actions.reports import freeze_report, publish_page, sign_version
from .actions.treaties import report_of_new_party
from .enums import ImportKind, PageKind
from .queries.imports import open_counts, open_rows, open_terms
from .queries.reading import Given
from .queries.recommendations import Asked, search
from .queries.treaties import state_of

__all__ = [
    "Asked",
    "Digest",
    "Given",
    "ImportKind",
    "PageKind",
    "Taken",
    "answer_term",
    "apply_import",
    "assess_question",
    "drop_import",
    "freeze_report",
    "leave_out_row",
    "leave_out_terms",
    "open_counts",
    "open_rows",
    "open_terms",
    "preview_import",
    "publish_page",
    "remind",
    "report_of_new_party",
    "review_finding",
    "search",
    "set_status",
    "set_target",
    "sign_version",
    "state_of",
    "take_released",
]
