"""Placements: the finding of the second person, what is flagged, and why a placement is refused (P18, P19, R93); the words of
family support (R103)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Gatekeeping(TextChoices):
    """What the second person found."""

    NEEDED = "needed", _("The placement is needed and this place is suitable")
    SUPPORT_FIRST = "support_first", _("The family is supported first; no placement now")


class Flag(TextChoices):
    """What a placement lacks; shown until it is put right."""

    NO_ASSESSMENT = "no_assessment", _("No gatekeeping assessment")
    NO_LEGAL_BASIS = "no_legal_basis", _("No legal basis")
    REVIEW_OVERDUE = "review_overdue", _("Review overdue or not set")
    POVERTY = "poverty", _("For poverty or lack of support alone")
    NO_WAY_ON = "no_way_on", _("No way on planned")
    NOT_DETERMINED = "not_determined", _("Best interests not determined yet")


class Eligibility(TextChoices):
    """Whether a family may get a support, as the worker found out."""

    ELIGIBLE = "eligible", _("The family may get it")
    NOT_ELIGIBLE = "not_eligible", _("By the rules of the provider it may not")
    UNCLEAR = "unclear", _("Not clear yet")


class Rhythm(TextChoices):
    """How often a support is paid."""

    ONCE = "once", _("Once")
    WEEK = "week", _("Every week")
    MONTH = "month", _("Every month")


class Effect(TextChoices):
    """What a support changed for the child, and so for the plan."""

    ENOUGH = "enough", _("The need is met; the goal of the plan is reached")
    PARTLY = "partly", _("It helps; the plan goes on")
    NONE = "none", _("It changes nothing; the plan needs another way")


class SupportReason(Reason):
    """Why a step of a family's support is refused."""

    NOT_LOOKED_AT = (
        "eligibility_not_written",
        _("Find out whether the family may get it, and write what that rests on. Then ask for it."),
    )
    RECIPIENT_UNSAFE = (
        "recipient_unsafe",
        _("This person is marked unsafe. Nothing for the child goes through them; choose another person."),
    )
    ASKED_FOR = "support_asked_for", _("It has been asked for. What was written then stays as it was.")
    RUNS_OR_OVER = "support_runs_or_over", _("This support runs or is over. Write down its effect and its end instead.")
    NOT_GRANTED = "support_not_granted", _("This support is not running. Write down the answer of the provider first.")


class PlacementReason(Reason):
    """Why a placement is refused."""

    NOT_RUNNING = "placement_not_running", _("This placement is not under way. Look at the file for the one that is.")
    ALREADY_PLACED = (
        "already_placed",
        _("The child has a place already. End that placement first, then this one can begin."),
    )
    NO_REASON = "no_placement_reason", _("Say why the child cannot live at home now. Choose at least one reason.")
    NO_ASSESSMENT = (
        "no_gatekeeping_assessment",
        _("Write the gatekeeping assessment first: why this child, why now, why this place (P18)."),
    )
    NO_LEGAL_BASIS = (
        "no_placement_basis",
        _("A child is placed on a legal basis only. Name the decision and its reference (P18)."),
    )
    NO_REVIEW_DATE = (
        "no_placement_review",
        _("Set the day of the first review, within three months of the start (P18, para. 67)."),
    )
    POVERTY_ALONE = (
        "poverty_alone",
        _(
            "Poverty or lack of support alone never places a child. Support the family, or let a second person review it (P18)."
        ),
    )
    SUPPORT_FIRST = (
        "support_first",
        _("The gatekeeping review says that the family is supported first. Plan that support; no place is decided now."),
    )
    UNDER_THREE = (
        "under_three",
        _("Under three a child lives in a family, not in a residence. Choose family care, or justify the exception (P18)."),
    )
    OWN_PLACEMENT = "own_placement", _("Nobody reviews a placement they wrote themselves. Ask a colleague.")
