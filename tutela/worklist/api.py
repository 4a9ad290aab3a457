"""The door of the worklist: the chapter in a file's story, how the list of files opens for somebody."""

from __future__ import annotations

from .queries.flags import CHAPTER
from .queries.lists import first_list

__all__ = ["CHAPTER", "first_list"]
