"""Where a support for a family stands, as data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class SupportState(models.TextChoices):
    """From the look at whether a family may get a support to its end."""

    CONSIDERED = "considered", _("Looked at")
    APPLIED = "applied", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")
    WITHDRAWN = "withdrawn", _("Not asked for any more")


_S = SupportState
SUPPORT = Machine(
    "family_support",
    SupportState,
    _S.CONSIDERED,
    {
        _S.CONSIDERED: frozenset({_S.APPLIED, _S.WITHDRAWN}),
        _S.APPLIED: frozenset({_S.GRANTED, _S.REFUSED, _S.WITHDRAWN}),
        _S.GRANTED: frozenset({_S.ENDED}),
        _S.REFUSED: frozenset({_S.APPLIED, _S.WITHDRAWN}),
        _S.ENDED: frozenset(),
        _S.WITHDRAWN: frozenset(),
    },
    {
        _S.CONSIDERED: "caseworker",
        _S.APPLIED: "the provider",
        _S.GRANTED: "caseworker",
        _S.REFUSED: "caseworker",
        _S.ENDED: "nobody",
        _S.WITHDRAWN: "nobody",
    },
)
