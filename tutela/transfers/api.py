"""The door of transfers: the chapter in a file's story, what comes first for somebody, and what a person is given of it."""

from __future__ import annotations

from .queries import CHAPTER, first, held_lines

__all__ = ["CHAPTER", "first", "held_lines"]
