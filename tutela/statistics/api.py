"""The door of statistics."""

from __future__ import annotations

from .actions.build_observations import build_observations
from .models import Snapshot
from .queries.snapshots import latest

__all__ = ["Snapshot", "build_observations", "latest"]
