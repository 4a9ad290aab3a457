"""States of a determination as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Draft, before the panel, decided, no longer in force."""

    DRAFT = "draft", _("Draft")
    PANEL = "panel", _("Before the panel")
    DECIDED = "decided", _("Decided")
    SUPERSEDED = "superseded", _("No longer in force")


DETERMINATION = Machine(
    "determination",
    State,
    State.DRAFT,
    {
        State.DRAFT: frozenset({State.PANEL}),
        State.PANEL: frozenset({State.DECIDED}),
        State.DECIDED: frozenset({State.SUPERSEDED}),
        State.SUPERSEDED: frozenset(),
    },
    {
        State.DRAFT: "caseworker",
        State.PANEL: "panel",
        State.DECIDED: "supervisor",
        State.SUPERSEDED: "nobody",
    },
)
