"""The door of merging: the chapter in a file's story."""

from __future__ import annotations

from .queries.merges import CHAPTER

__all__ = ["CHAPTER"]
