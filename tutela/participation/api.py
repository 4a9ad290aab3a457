"""The door of participation: why a file cannot end for turning 18 (P38), and the chapter in a file's story."""

from __future__ import annotations

from .policies import end_file
from .queries import CHAPTER

__all__ = ["CHAPTER", "end_file"]
