"""Rows of placements: stays with their reviews, support of families with what was paid, the figures of formal care."""

from .figures import CareFigures
from .placement import Placement, PlacementReview
from .support import FamilySupport, SupportPayment

__all__ = ["CareFigures", "FamilySupport", "Placement", "PlacementReview", "SupportPayment"]
