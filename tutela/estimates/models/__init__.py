from .estimate import Estimate, Release
from .external import ExternalEstimate
from .lists import ListOverlap

__all__ = ["Estimate", "ExternalEstimate", "ListOverlap", "Release"]
