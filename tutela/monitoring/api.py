"""The door of monitoring, for the command line and the demo."""

from __future__ import annotations

from .actions.imports import answer_term, apply_import, drop_import, leave_out_row, leave_out_terms, preview_import
from .actions.law import assess_question, review_finding
from .actions.plans import hand_over, settle_overlap
from .actions.recommendations import set_status, set_target
from .actions.registers import keep_row, keep_rows, load_estimates
from .actions.reminders import Digest, remind
from .actions.reports import freeze_report, publish_page, sign_version
from .enums import ImportKind, PageKind
from .queries.imports import open_counts, open_rows, open_terms
from .queries.reading import Given
from .queries.recommendations import Asked, search
from .queries.registers import as_csv, register
from .queries.treaties import state_of

__all__ = [
    "Asked",
    "Digest",
    "Given",
    "ImportKind",
    "PageKind",
    "answer_term",
    "apply_import",
    "as_csv",
    "assess_question",
    "drop_import",
    "freeze_report",
    "hand_over",
    "keep_row",
    "keep_rows",
    "leave_out_row",
    "leave_out_terms",
    "load_estimates",
    "open_counts",
    "open_rows",
    "open_terms",
    "preview_import",
    "publish_page",
    "register",
    "remind",
    "review_finding",
    "search",
    "set_status",
    "set_target",
    "settle_overlap",
    "sign_version",
    "state_of",
]
