"""States of a step as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class Stand(models.TextChoices):
    """Planned, came, did not come, done, cancelled."""

    PLANNED = "planned", _("Planned")
    ATTENDED = "attended", _("Came; goes on")
    MISSED = "missed", _("Did not come")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Not done, ended")


OPEN = (Stand.PLANNED, Stand.ATTENDED, Stand.MISSED)
"""There is something left to do."""
_ENDS = frozenset({Stand.DONE, Stand.CANCELLED})
STEP = Machine(
    "treatment_step",
    Stand,
    Stand.PLANNED,
    {
        Stand.PLANNED: frozenset({Stand.ATTENDED, Stand.MISSED}) | _ENDS,
        Stand.ATTENDED: frozenset({Stand.PLANNED}) | _ENDS,
        Stand.MISSED: frozenset({Stand.PLANNED, Stand.ATTENDED}) | _ENDS,
        Stand.DONE: frozenset(),
        Stand.CANCELLED: frozenset(),
    },
    {
        Stand.PLANNED: "health professional",
        Stand.ATTENDED: "health professional",
        Stand.MISSED: "health professional",
        Stand.DONE: "nobody",
        Stand.CANCELLED: "nobody",
    },
)
