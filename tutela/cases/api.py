"""The door of the case file."""

from __future__ import annotations

from .models import CaseFile
from .queries.files import get_file, visible_to

__all__ = ["CaseFile", "get_file", "visible_to"]
