"""States of a transfer, as data."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tutela.kernel.states import Machine


class TransferState(TextChoices):
    """Asked by one office, answered by the other."""

    ASKED = "asked", _("Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("transfer", "Accepted")
    DECLINED = "declined", pgettext_lazy("transfer", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "Withdrawn")


TRANSFER = Machine(
    "transfer of a file",
    TransferState,
    TransferState.ASKED,
    {
        TransferState.ASKED: frozenset({TransferState.ACCEPTED, TransferState.DECLINED, TransferState.WITHDRAWN}),
        TransferState.ACCEPTED: frozenset(),
        TransferState.DECLINED: frozenset(),
        TransferState.WITHDRAWN: frozenset(),
    },
    {
        TransferState.ASKED: "supervisor of the office that is asked",
        TransferState.ACCEPTED: "nobody",
        TransferState.DECLINED: "nobody",
        TransferState.WITHDRAWN: "nobody",
    },
)
"""One answer. Until then the office that asks stays responsible; a file goes back by a transfer of its own."""
