"""The door of participation: why a file cannot end for turning 18 (P38), the chapter in a file's story, and whose turning 18 comes."""

from __future__ import annotations

from .policies import end_file
from .queries import CHAPTER, first

__all__ = ["CHAPTER", "end_file", "first"]
