"""Why statistics says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class StatisticsReason(Reason):
    """Each sentence names the rule and the way on."""

    NO_VIEW = "no_view", _("Your roles do not include statistics. If they are yours to read, ask your administrator.")
    NO_BUILD = "no_build", _("Only a statistician builds new observations. Ask the statistician of the ministry.")
    NO_QUALITY = (
        "no_quality",
        _("The quality of an office's records is shown to whoever approves its work. Ask the supervisor of the office."),
    )
    BUILDING = "building", _("Observations are being built already. Wait for that to end; the snapshot in use stays.")
    CLOCK_BACK = (
        "clock_back",
        _("The last snapshot is later than this machine's clock. Set the clock right; the snapshot in use stays as it is."),
    )
    NO_DIMENSION = "no_dimension", _("Choose at least one thing to break the figures down by.")
    TOO_MANY = (
        "too_many",
        _(
            "A table crosses at most three things, and girls and boys are always apart (R30). Choose at most two besides "
            "sex, or a form for the whole page."
        ),
    )
    TWICE = "twice", _("The same thing is chosen twice. Choose each once.")
    NOT_REGISTERED = "not_registered", _("This is not one of the registered breakdowns. Choose from the list.")
    NO_CATEGORY = "no_category", _("There is no such category for the page. Choose one of the list.")
    TOO_FINE = (
        "too_fine",
        _("Sensitive characteristics are never shown below the level the country allows. Choose a coarser territory."),
    )
    TOO_LARGE = (
        "too_large",
        _("This table would have too many cells to protect. Choose a coarser territory or one thing less."),
    )
    OLDER = "older", _("The snapshot in use is older than this item. A statistician builds new observations first.")
    NOT_PROTECTED = "not_protected", _("No safe way to show this table was found. Choose one thing less.")
