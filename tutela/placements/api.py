"""The door of placements: how many children are placed where, and the chapter of stays in a file's story."""

from __future__ import annotations

from .actions.figures import close_quarter
from .actions.placements import compare_notices
from .models import Placement
from .queries.placements import occupancy
from .queries.timeline import CHAPTER

__all__ = ["CHAPTER", "Placement", "close_quarter", "compare_notices", "occupancy"]
