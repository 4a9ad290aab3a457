"""The door of registers: what a table is made of, keeping rows, files, and the published lists."""

from __future__ import annotations

from .actions.keep import keep_row, keep_rows
from .enums import RegisterReason
from .models import BASE, Codes, Entry, Links, Register, not_before
from .policies import keep_register
from .queries import standards
from .queries.files import csv_reader, not_utf8, require_kind, text_of
from .queries.rows import as_csv, register, row, to_csv

__all__ = [
    "BASE",
    "Codes",
    "Entry",
    "Links",
    "Register",
    "RegisterReason",
    "as_csv",
    "csv_reader",
    "keep_register",
    "keep_row",
    "keep_rows",
    "not_before",
    "not_utf8",
    "register",
    "require_kind",
    "row",
    "standards",
    "text_of",
    "to_csv",
]
