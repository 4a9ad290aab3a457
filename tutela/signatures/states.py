"""States of a signature, as data. It is never changed: what ends it is a row of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class State(models.TextChoices):
    """Read together, nothing kept yet; given; not given; taken back; recorded by mistake."""

    ASKED = "asked", pgettext_lazy("signature", "Asked")
    SIGNED = "signed", pgettext_lazy("signature", "Signed")
    DECLINED = "declined", pgettext_lazy("signature", "Did not want to sign")
    WITHDRAWN = "withdrawn", pgettext_lazy("signature", "Taken back")
    STRUCK = "struck", pgettext_lazy("signature", "Recorded by mistake")


SIGNATURE = Machine(
    "signature",
    State,
    State.ASKED,
    {
        State.ASKED: frozenset({State.SIGNED, State.DECLINED}),
        State.SIGNED: frozenset({State.WITHDRAWN, State.STRUCK}),
        State.DECLINED: frozenset({State.STRUCK}),
        State.WITHDRAWN: frozenset(),
        State.STRUCK: frozenset(),
    },
    {
        State.ASKED: "whoever is asked",
        State.SIGNED: "whoever signed",
        State.DECLINED: "nobody",
        State.WITHDRAWN: "nobody",
        State.STRUCK: "nobody",
    },
)
ANSWERS = SIGNATURE.transitions[State.ASKED]
"""What somebody who is asked may answer."""
