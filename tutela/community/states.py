"""States of support asked of a committee, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class Stand(models.TextChoices):
    """Asked, taken on, declined, done, given back, recalled."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Taken on")
    DECLINED = "declined", _("Not taken on")
    DONE = "done", _("Done")
    GIVEN_BACK = "given_back", _("Given back")
    RECALLED = "recalled", _("Recalled")


OPEN = (Stand.ASKED, Stand.ACCEPTED)
"""The committee still has something to do."""
ANSWERED = (Stand.DECLINED, Stand.DONE, Stand.GIVEN_BACK)
"""The committee ended it; the worker takes note."""
_NOTHING: frozenset[Stand] = frozenset()
SUPPORT = Machine(
    "community_support",
    Stand,
    Stand.ASKED,
    {
        Stand.ASKED: frozenset({Stand.ACCEPTED, Stand.DECLINED, Stand.RECALLED}),
        Stand.ACCEPTED: frozenset({Stand.DONE, Stand.GIVEN_BACK, Stand.RECALLED}),
        Stand.DECLINED: _NOTHING,
        Stand.DONE: _NOTHING,
        Stand.GIVEN_BACK: _NOTHING,
        Stand.RECALLED: _NOTHING,
    },
    {
        Stand.ASKED: "community committee",
        Stand.ACCEPTED: "community committee",
        Stand.DECLINED: "caseworker",
        Stand.DONE: "caseworker",
        Stand.GIVEN_BACK: "caseworker",
        Stand.RECALLED: "nobody",
    },
)
