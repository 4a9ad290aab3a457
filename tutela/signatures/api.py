"""The door of signatures: the chapter in a file's story, and what is given of it to whoever signed. No other context asks whether something is signed."""

from __future__ import annotations

from .queries import CHAPTER, held_lines

__all__ = ["CHAPTER", "held_lines"]
