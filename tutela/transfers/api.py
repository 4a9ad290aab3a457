"""The door of transfers: the chapter in a file's story, what comes first for somebody, what a person is given of it, and asking for
several files at once."""

from __future__ import annotations

from .actions import ask_one_of_several
from .queries import CHAPTER, first, held_lines, wrong_words

__all__ = ["CHAPTER", "ask_one_of_several", "first", "held_lines", "wrong_words"]
