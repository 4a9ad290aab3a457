"""The door of treatment: the chapter in a file's story, what comes first for who treats and for the health focal point."""

from __future__ import annotations

from .actions.alert import alert_overdue
from .queries import CHAPTER, first

__all__ = ["CHAPTER", "alert_overdue", "first"]
