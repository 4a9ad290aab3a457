"""The door of decisions: what waits for a determination (P17), what goes abroad (R130), the chapter in a file's story."""

from __future__ import annotations

from .policies import ask_abroad, share_with, weigh
from .queries import CHAPTER

__all__ = ["CHAPTER", "ask_abroad", "share_with", "weigh"]
