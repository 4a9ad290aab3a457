"""The words of treatment: why the answer is no, why somebody did not come, why a step ended without being done."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

TRACKS = ("MED", "PSY")
"""The tracks (list ``service_tracks``) whose content stays with the professional who treats."""
OPEN_TO_ALL = ("caregiver_support", "school_protection")
"""Kinds (list ``health_step_kinds``) that are not clinical: the file's worker plans them too, and reads which measure it is."""


class TreatmentReason(Reason):
    """Why the answer is no."""

    NOT_TREATED_HERE = (
        "treatment_not_here",
        _("This opens to the health professionals of a service while it treats the child on a referral it has accepted."),
    )
    ENDED = "treatment_ended", _("The treatment here has ended. What was written stays; nothing new is planned.")
    STEP_ENDED = "step_ended", _("This step is done or cancelled. Plan a new one if there is more to do.")
    KEPT_BY_SERVICE = (
        "kept_by_service",
        _("The service that treats the child keeps this step. Ask it to write down what became of it."),
    )
    AUTHOR_ALONE = (
        "author_alone",
        _("Session notes open for their author alone (R61). Ask the author what the child agreed to share."),
    )
    CLINICAL = "clinical", _("Only the service that treats the child plans this step. Refer the child to it.")


class Missed(models.TextChoices):
    """Why somebody did not come, in words that say nothing of health."""

    NOT_TOLD = "not_told", _("Was not told of it")
    NO_WAY = "no_way", _("Had no way to get there")
    PREVENTED = "prevented", _("Was kept from coming")
    AFRAID = "afraid", _("Was afraid of being seen or talked about")
    DID_NOT_WANT = "did_not_want", _("Did not want to come")
    SERVICE_CLOSED = "service_closed", _("The service could not receive them")
    UNK = "UNK", _("Not known")


class Ended(models.TextChoices):
    """Why a step is no longer to be done."""

    NOT_NEEDED = "not_needed", _("No longer needed")
    DECLINED = "declined", _("The child declined it")
    TOO_LATE = "too_late", _("Its time has passed")
    ELSEWHERE = "elsewhere", _("Done elsewhere")
    LEFT = "left", _("The child is no longer treated here")
    IN_ERROR = "in_error", _("Entered in error")
