"""The rights of a child that were violated: how far each is restored."""

from __future__ import annotations

import uuid

from tutela.care.api import Review
from tutela.cases.api.words import label

from ..models import Restitution
from ..models.restitution import RESTORED


def rights_of(file_id: uuid.UUID) -> list[Restitution]:
    """Those that were not named in error, in the order of the list."""
    found = Restitution.objects.filter(file_id=file_id, in_error=False).order_by("right")
    return list(found.select_related("plan_action", "updated_by"))


def unrestored(file_id: uuid.UUID) -> list[str]:
    """In words, each right that is not wholly restored and how far it is: for whoever closes the file (R57)."""
    rows = Restitution.objects.filter(file_id=file_id, in_error=False).exclude(state=RESTORED).order_by("right")
    return [f"{label('rights', row.right)}: {label('restitution_states', row.state)}" for row in rows]


def newest_reviews(file_id: uuid.UUID, most: int = 4) -> list[Review]:
    """The last reviews of a file, oldest of them first; none of their texts is opened."""
    found = Review.objects.filter(file_id=file_id).defer("notes", "rights").order_by("-held_on", "-created_at")[:most]
    return list(reversed(found))
