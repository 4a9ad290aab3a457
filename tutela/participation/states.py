"""States of a request to see what is held, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Asked, decided, given."""

    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Granted: to be gone through together")
    REFUSED = "refused", _("Refused")
    GIVEN = "given", _("Given")


ACCESS = Machine(
    "access request",
    State,
    State.ASKED,
    {
        State.ASKED: frozenset({State.GRANTED, State.REFUSED}),
        State.GRANTED: frozenset({State.GIVEN}),
        State.REFUSED: frozenset(),
        State.GIVEN: frozenset(),
    },
    {State.ASKED: "supervisor", State.GRANTED: "caseworker", State.REFUSED: "nobody", State.GIVEN: "nobody"},
)
