"""The door of participation: why a file cannot end for turning 18 (P38), the chapter in a file's story, whose turning 18 comes, and what
may lie on a paper that goes to a child."""

from __future__ import annotations

from .enums import LANGUAGES, TRACKS_NAMED
from .policies import end_file, is_adult
from .queries import CHAPTER, first
from .queries.told import steps_told
from .queries.unnamed import unsafe_names, without_names

__all__ = ["CHAPTER", "LANGUAGES", "TRACKS_NAMED", "end_file", "first", "is_adult", "steps_told", "unsafe_names"]
__all__ += ["without_names"]
