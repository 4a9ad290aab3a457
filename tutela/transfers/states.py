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


class ProposalState(TextChoices):
    """Proposed by the file's worker, seen to by a supervisor of the same office."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "Waits for the supervisor")
    ASKED = "asked", pgettext_lazy("proposal", "The other office was asked")
    DECLINED = "declined", pgettext_lazy("proposal", "Not asked for")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")


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

PROPOSAL = Machine(
    "proposal of a transfer",
    ProposalState,
    ProposalState.PROPOSED,
    {
        ProposalState.PROPOSED: frozenset({ProposalState.ASKED, ProposalState.DECLINED, ProposalState.WITHDRAWN}),
        ProposalState.ASKED: frozenset(),
        ProposalState.DECLINED: frozenset(),
        ProposalState.WITHDRAWN: frozenset(),
    },
    {
        ProposalState.PROPOSED: "supervisor of the office that holds the file",
        ProposalState.ASKED: "nobody",
        ProposalState.DECLINED: "nobody",
        ProposalState.WITHDRAWN: "nobody",
    },
)
"""It leads to a transfer that is asked, and no further: what is released goes through the answer of the other office."""
