"""Words of returns and of the visits after them, and why they say no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Where(TextChoices):
    """Where the child goes to live."""

    FAMILY = "family", _("Back to the family")
    ALTERNATIVE = "alternative_family", _("To an alternative family")
    INDEPENDENT = "independent_living", _("To independent living")
    OTHER = "other", _("Somewhere else")


WITH_SOMEBODY = (Where.FAMILY, Where.ALTERNATIVE)
"""Where the child goes to a person of its circle."""


class Domain(TextChoices):
    """What a reintegration stands on (R56; list ``services``, reintegration)."""

    FAMILY = "family", _("The family")
    HOUSEHOLD = "household", _("The household the child lives in")
    SCHOOL = "school", _("School")
    LIVELIHOOD = "livelihood", _("Livelihood or training")
    COMMUNITY = "community", _("Acceptance in the community")


class Goes(TextChoices):
    """How a domain goes."""

    WELL = "well", _("Well")
    MIXED = "mixed", _("Partly")
    BADLY = "badly", _("Badly")
    NOT_LOOKED_AT = "not_looked_at", _("Not looked at")


class Seen(TextChoices):
    """Who was seen."""

    CHILD = "child", _("The child")
    CAREGIVER = "caregiver", _("The caregiver")
    CHILDREN = "children", _("Other children of the household")
    SCHOOL = "school", _("School or workplace")
    COMMUNITY = "community", _("Neighbours or community")


class Alone(TextChoices):
    """Whether the child was seen alone."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class Harm(TextChoices):
    """What the check for renewed harm found."""

    NONE = "none", _("No sign of harm")
    SIGNS = "signs", _("Signs that worry")
    HARM = "harm", _("Harm")
    NOT_CHECKED = "not_checked", _("Could not be checked: the child was not seen")


class Answer(TextChoices):
    """What the supervisor says to a waiver."""

    WAIVE = "waive", _("The visits that are open are waived")
    VISIT = "visit", _("The visits are made")


class ReturnReason(Reason):
    """Why a step is refused, and why a file waits."""

    NOT_NOW = (
        "return_not_now",
        _("This step does not fit the state the return is in. Look at its page for what is possible."),
    )
    UNSAFE = (
        "return_to_unsafe",
        _(
            "This person is marked unsafe: no child goes to live with them (P11). Choose another person, or look at the safety of "
            "this one first."
        ),
    )
    NO_PERSON = (
        "return_no_person",
        _("A return to a family names the person the child goes to. Choose one of the child's circle under “Preparation”."),
    )
    NOT_PREPARED = (
        "return_not_prepared",
        _(
            "Each of the five domains says what was prepared, or why nothing is needed (R56). One is empty: write it under "
            "“Preparation”."
        ),
    )
    NO_VIEW = (
        "return_no_view",
        _("The child's view on the return is missing (R65). Link it under “Preparation”, or why it could not be obtained."),
    )
    VISITS_WAIT = (
        "return_visits_wait",
        _(
            "A visit after the return is neither recorded nor waived (R56). Record it under “Returns”, or ask a supervisor to "
            "waive it with a reason."
        ),
    )
    HARM_WAITS = (
        "return_harm_waits",
        _(
            "A visit after the return saw signs of harm, or harm, and no assessment was approved since (R56). Assess the risk "
            "and have it approved first."
        ),
    )
    STILL_OPEN = (
        "return_still_open",
        _("A return in this file is being prepared or under way (R56). Complete it or break it off under “Returns” first."),
    )
    NOT_RECORDED = (
        "return_not_recorded",
        _(
            "The child went back to the family, and no return with its visits is recorded (R56). Record it under “Returns”; a "
            "supervisor can waive visits with a reason."
        ),
    )
    NOTHING_TO_WAIVE = "return_nothing_to_waive", _("No visit of this return is open. There is nothing to waive.")
    NOT_ASKED = (
        "waiver_not_asked",
        _("Nobody has asked to waive the visits. The file's worker asks first and says why (R56)."),
    )
    ASKED_ALREADY = "waiver_asked_already", _("A waiver was asked for already. A supervisor of the office answers it.")
    OWN_WAIVER = (
        "own_waiver",
        _("Nobody waives visits they asked to waive or have to make (P14). Ask another supervisor of the office."),
    )
