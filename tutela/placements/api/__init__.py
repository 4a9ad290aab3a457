"""The door of placements: how many children are placed where, and the chapter of stays and family support in a file's story."""

from __future__ import annotations

from dataclasses import replace

from ..actions.figures import close_quarter
from ..actions.placements import compare_notices
from ..models import Placement
from ..queries.figures import count as protected_count
from ..queries.figures import last_quarter
from ..queries.figures import share as protected_share
from ..queries.placements import occupancy
from ..queries.timeline import CHAPTER as _CHAPTER
from .coverage import beside_files, institutions_reporting
from .rows import beside_plan

CHAPTER = replace(_CHAPTER, beside_plan=beside_plan)

__all__ = [
    "CHAPTER",
    "Placement",
    "beside_files",
    "close_quarter",
    "compare_notices",
    "institutions_reporting",
    "last_quarter",
    "occupancy",
    "protected_count",
    "protected_share",
]
