"""Words of transfers, and why a transfer says no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Why(TextChoices):
    """Why a file goes to another office. The other office reads it before it answers."""

    MOVED = "moved", _("The child has moved")
    COMPETENT = "competent", _("Another office is responsible by law")
    SPECIALISED = "specialised", _("Another office has the help this child needs")
    REARRANGED = "rearranged", _("This office closes, or its territory changes")
    CONFLICT = "conflict", _("Conflict of interest, or safety, in this office")
    OTHER = "other", _("Another reason")


KIND_WORDS = {
    Why.MOVED: _("The child had moved; the office should be near."),
    Why.COMPETENT: _("By law the other office does this work."),
    Why.SPECIALISED: _("The other office has the help that is needed."),
    Why.REARRANGED: _("The offices divide their work anew."),
    Why.CONFLICT: _("So that the help stays fair and safe."),
    Why.OTHER: _("The reason is explained in a talk."),
}
"""Why a file went to another office, as the person it is about reads it: no third person, no blame."""


class NotTaken(TextChoices):
    """Why the other office does not take a file."""

    NOT_COMPETENT = "not_competent", _("Another office is responsible")
    NO_CAPACITY = "no_capacity", _("Nobody here could see this child in time")
    STAYS_BETTER = "stays_better", _("A change would not serve this child now")
    CLOSE = "close", _("Somebody in this office is too close to the case")
    TOO_LITTLE = "too_little", _("More must be known first; please ask again")
    OTHER = "other", _("Another reason")


class TransferReason(Reason):
    """Reasons of the rules in :mod:`tutela.transfers.policies`."""

    NOT_NOW = (
        "transfer_not_now",
        _("A file is transferred while it is open. This one cannot be, as it stands. Look at its state first."),
    )
    SEALED = "transfer_sealed", _("This file is sealed (P40). Reopen it first; then it can be transferred.")
    ALREADY = (
        "transfer_already",
        _("A transfer of this file waits for its answer already. Look at it under “Transfers”, or withdraw it first."),
    )
    EMERGENCY = (
        "transfer_emergency",
        _(
            "Somebody works in this file by emergency access right now (P25). Wait until it ends, or review it, which ends it; then "
            "transfer the file."
        ),
    )
    NOT_HEARD = (
        "transfer_not_heard",
        _(
            "The child is heard before the file changes hands, or it is written why that was not possible (R65). Record it first, "
            "with “Record what the child said”, on the decision “Going to another office”."
        ),
    )
    SAME_OFFICE = (
        "transfer_same_office",
        _("This office holds the file already. Choose another one, or assign another worker."),
    )
    HOLDS_NONE = (
        "transfer_holds_none",
        _("This office holds no files of children, or is closed. Choose an office that does."),
    )
    NOT_YOURS = (
        "transfer_not_yours",
        _("A supervisor of the office that is asked answers, and a supervisor of the office that asks takes it back."),
    )
    NOT_ASKED = "transfer_not_asked", _("This transfer is answered or taken back. Look at its page for how it stands.")
    SECOND_PERSON = (
        "transfer_second_person",
        _(
            "Accepting needs a second person (rule P14): you asked for this transfer. Another supervisor of that office accepts."
        ),
    )
    SHUT = (
        "transfer_shut",
        _(
            "The file was closed, sealed or merged since this was asked. Decline, or let the other office withdraw and ask again."
        ),
    )
    UNSAFE = (
        "transfer_unsafe",
        _(
            "Rules that protect this child do not let the file go to this office (P11). Decline; the office that asks looks for "
            "another one."
        ),
    )
    NO_BASIS = (
        "transfer_no_basis",
        _(
            "The consent or override that this rests on is not in force any more (P10). Decline; the office that asks talks with the "
            "child and asks again."
        ),
    )
    NOT_ACCEPTED = "transfer_not_accepted", _("Only after an accepted transfer the child is told who is there for them now.")
    PROPOSED = (
        "transfer_proposed",
        _(
            "A transfer of this file is proposed already and waits for a supervisor. Look at it under “Transfers of this file”."
        ),
    )
    PROPOSAL_ANSWERED = (
        "transfer_proposal_answered",
        _("This proposal is answered or taken back. Look at its page for what became of it."),
    )
    TOLD = "transfer_told", _("That the child was told is written already. There is nothing more to do here.")
