"""The door of the case file."""

from __future__ import annotations

from .models import CaseFile
from .queries.files import get_file, visible_to
from .queries.observations import Observation, observations

__all__ = ["CaseFile", "Observation", "get_file", "observations", "visible_to"]
