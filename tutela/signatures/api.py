"""The door of signatures: the chapter in a file's story. No other context asks whether something is signed."""

from __future__ import annotations

from .queries import CHAPTER

__all__ = ["CHAPTER"]
