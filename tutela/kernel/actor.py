"""Who acts. The kernel says what an actor must answer; the accounts context answers it."""

from __future__ import annotations

import uuid
from typing import Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Somebody, or some process, on whose behalf something is done.

    Permissions are words ``noun_verb``. A permission reaches some offices; :meth:`reaches` asks for one of them.
    """

    @property
    def id(self) -> uuid.UUID:
        """The key the database's row security knows."""

    @property
    def display_name(self) -> str:
        """The name colleagues see."""

    def has(self, permission: str) -> bool:
        """Whether the permission is held anywhere."""

    def reaches(self, permission: str, office_id: uuid.UUID) -> bool:
        """Whether the permission is held for this office."""

    def offices(self, permission: str) -> frozenset[uuid.UUID]:
        """Every office the permission reaches."""
