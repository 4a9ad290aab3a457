"""States of a paper, as data. Whoever attaches one has seen it; it is kept in the same act."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Seen and not kept; kept; its content destroyed."""

    SEEN = "seen", pgettext_lazy("paper", "Seen, no copy kept")
    PRESENT = "present", pgettext_lazy("paper", "Kept here")
    PURGED = "purged", pgettext_lazy("paper", "Content destroyed")


DOCUMENT = Machine(
    "document",
    State,
    State.SEEN,
    {State.SEEN: frozenset({State.PRESENT}), State.PRESENT: frozenset({State.PURGED}), State.PURGED: frozenset()},
    {State.PRESENT: "caseworker", State.SEEN: "caseworker", State.PURGED: "nobody"},
)
