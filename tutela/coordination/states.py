"""States of conferences and of their decisions, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """A conference: prepared, called, held, its tasks done; or cancelled."""

    DRAFT = "draft", _("Being prepared")
    CALLED = "called", _("Called")
    HELD = "held", _("Held, tasks running")
    CLOSED = "closed", _("All tasks ended")
    CANCELLED = "cancelled", _("Cancelled")


CONFERENCE = Machine(
    "conference",
    State,
    State.DRAFT,
    {
        State.DRAFT: frozenset({State.CALLED, State.CANCELLED}),
        State.CALLED: frozenset({State.HELD, State.CANCELLED}),
        State.HELD: frozenset({State.CLOSED}),
        State.CLOSED: frozenset(),
        State.CANCELLED: frozenset(),
    },
    {
        State.DRAFT: "caseworker",
        State.CALLED: "participants",
        State.HELD: "task owners",
        State.CLOSED: "nobody",
        State.CANCELLED: "nobody",
    },
)

RUNNING = (State.CALLED, State.HELD)
"""States in which participants may open the papers."""


class TaskState(models.TextChoices):
    """A decision as a task."""

    OPEN = "open", _("To be done")
    DONE = "done", _("Done")
    NOT_DONE = "not_done", _("Not done")


TASK = Machine(
    "conference_task",
    TaskState,
    TaskState.OPEN,
    {
        TaskState.OPEN: frozenset({TaskState.DONE, TaskState.NOT_DONE}),
        TaskState.DONE: frozenset(),
        TaskState.NOT_DONE: frozenset(),
    },
    {TaskState.OPEN: "task owner", TaskState.DONE: "nobody", TaskState.NOT_DONE: "nobody"},
)


class Owing(models.TextChoices):
    """Where an obligation stands."""

    OPEN = "open", _("No answer yet")
    PROMISED = "promised", _("Will be met")
    MET = "met", _("Met")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("No longer asked for")


_O = Owing
OBLIGATION = Machine(
    "obligation",
    Owing,
    _O.OPEN,
    {
        _O.OPEN: frozenset({_O.PROMISED, _O.MET, _O.REFUSED, _O.WITHDRAWN}),
        _O.PROMISED: frozenset({_O.MET, _O.REFUSED, _O.WITHDRAWN}),
        _O.REFUSED: frozenset({_O.PROMISED, _O.MET, _O.WITHDRAWN}),
        _O.MET: frozenset({_O.OPEN}),
        _O.WITHDRAWN: frozenset(),
    },
    {
        _O.OPEN: "body",
        _O.PROMISED: "body",
        _O.REFUSED: "body",
        _O.MET: "caseworker",
        _O.WITHDRAWN: "nobody",
    },
)

UNMET = (Owing.OPEN, Owing.PROMISED, Owing.REFUSED)
"""States in which the body still owes; a promise or a refusal does not move the day the rule sets."""
