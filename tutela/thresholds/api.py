"""The door of thresholds: the chapter in a file's story."""

from __future__ import annotations

from .queries import CHAPTER

__all__ = ["CHAPTER"]
