"""States of a return and of a visit after it, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Prepared, under way, completed, broken off."""

    PREPARED = "prepared", _("Being prepared")
    UNDER_WAY = "under_way", _("Under way")
    COMPLETED = "completed", pgettext_lazy("return", "Completed")
    BROKEN_OFF = "broken_off", _("Broken off")


RETURN = Machine(
    "return",
    State,
    State.PREPARED,
    {
        State.PREPARED: frozenset({State.UNDER_WAY, State.BROKEN_OFF}),
        State.UNDER_WAY: frozenset({State.COMPLETED, State.BROKEN_OFF}),
        State.COMPLETED: frozenset(),
        State.BROKEN_OFF: frozenset(),
    },
    {
        State.PREPARED: "caseworker",
        State.UNDER_WAY: "caseworker",
        State.COMPLETED: "nobody",
        State.BROKEN_OFF: "nobody",
    },
)


class VisitState(models.TextChoices):
    """Due, made, or let go by a supervisor."""

    DUE = "due", pgettext_lazy("visit", "Due")
    RECORDED = "recorded", _("Recorded")
    WAIVED = "waived", _("Waived")


VISIT = Machine(
    "visit after a return",
    VisitState,
    VisitState.DUE,
    {
        VisitState.DUE: frozenset({VisitState.RECORDED, VisitState.WAIVED}),
        VisitState.RECORDED: frozenset(),
        VisitState.WAIVED: frozenset(),
    },
    {
        VisitState.DUE: "caseworker",
        VisitState.RECORDED: "nobody",
        VisitState.WAIVED: "nobody",
    },
)
