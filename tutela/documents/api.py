"""The door of documents: the chapter in a file's story. What a paper holds is given to no other context."""

from __future__ import annotations

from .queries import CHAPTER

__all__ = ["CHAPTER"]
