"""The door of reintegration: why a file cannot close (R56), and the chapter in a file's story."""

from __future__ import annotations

from .policies import end_file
from .queries import CHAPTER

__all__ = ["CHAPTER", "end_file"]
