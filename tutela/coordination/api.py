"""The door of coordination: the chapter of conferences in a file's story."""

from __future__ import annotations

from .queries.conferences import CHAPTER

__all__ = ["CHAPTER"]
