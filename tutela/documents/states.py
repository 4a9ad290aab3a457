"""States of a paper, as data. Whoever attaches one has seen it; it is kept in the same act."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Seen and not kept; kept; its content destroyed; what was written of it replaced by a corrected record."""

    SEEN = "seen", pgettext_lazy("paper", "Seen, no copy kept")
    PRESENT = "present", pgettext_lazy("paper", "Kept here")
    PURGED = "purged", pgettext_lazy("paper", "Content destroyed")
    REPLACED = "replaced", pgettext_lazy("paper", "Corrected: replaced")


DOCUMENT = Machine(
    "document",
    State,
    State.SEEN,
    {
        State.SEEN: frozenset({State.PRESENT, State.REPLACED}),
        State.PRESENT: frozenset({State.PURGED}),
        State.PURGED: frozenset(),
        State.REPLACED: frozenset(),
    },
    {State.PRESENT: "caseworker", State.SEEN: "caseworker", State.PURGED: "nobody", State.REPLACED: "nobody"},
)
