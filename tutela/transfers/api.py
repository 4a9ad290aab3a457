"""The door of transfers: the chapter in a file's story, and what comes first for somebody."""

from __future__ import annotations

from .queries import CHAPTER, first

__all__ = ["CHAPTER", "first"]
