"""The words of retention: why a hold, what happens next with a file, what it waits for, and why the answer is no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class HoldGround(TextChoices):
    """Why a file may not be put away."""

    COURT_ORDER = "court_order", _("Order of a court or authority")
    PROCEEDINGS = "proceedings", _("Proceedings that are expected or go on elsewhere")
    COMPLAINT = "complaint", _("Complaint or inquiry about how the file was handled")
    CLAIM = "claim", _("Claim for reparation or benefits")
    PERSON = "person", _("The person the file is about asked for it")


class Verdict(TextChoices):
    """What comes of looking at a hold again."""

    STANDS = "stands", _("It stands until another day")
    ENDS = "ends", _("It ends today")


class Next(TextChoices):
    """What happens next with a closed file."""

    SEAL = "seal", _("It is sealed")
    TERM = "term", _("It is reduced to codes")


class Wait(TextChoices):
    """What keeps a closed file from being sealed, or a sealed one from being reduced."""

    HOLD = "hold", _("Waits: a hold stands")
    PROCEEDING = "proceeding", _("Waits: proceedings are open")
    LIBERTY = "liberty", _("Waits: the child is held")
    PLACEMENT = "placement", _("Waits: a placement goes on")
    DEADLINE = "deadline", _("Waits: something is still to be done")
    ACCESS = "access", _("Waits: it is open in an emergency")
    ORIGINS = "origins", _("Kept for good: it tells of an adoption")


class RetentionReason(Reason):
    """Why retention says no."""

    NOT_OFFICER = (
        "not_officer",
        _("Holds are set and lifted by the data protection officer. Tell that office why a file must stay."),
    )
    NOT_A_PROCESS = (
        "not_a_process",
        _("Files are sealed by the system when their day has come. Set a hold if one must stay."),
    )
    LIFTED = "lifted", _("This hold was lifted. Set a new one if the file must stay.")
