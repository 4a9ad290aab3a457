"""Why estimates say no, and the few closed lists of this context."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class EstimatesReason(Reason):
    """Each sentence names the rule and the way on."""

    NO_VIEW = "no_view", _("Your roles do not include statistics. If they are yours to read, ask your administrator.")
    NO_WORK = "no_work", _("Only a statistician works with lists and estimates. Ask the statistician of the ministry.")
    TOO_FEW = (
        "too_few",
        _(
            "Three lists are needed: with two, their dependence cannot be told from the children nobody sees. Add or choose "
            "another list."
        ),
    )
    NO_STRATUM = "no_stratum", _("These lists do not say this of the children. Choose another breakdown, or none.")
    STILL_RUNNING = "still_running", _("This estimate is being worked on. Wait for its end.")
    SELF_REVIEW = (
        "self_review",
        _("Who asked for an estimate does not review it (two persons). Ask another statistician."),
    )
    NOTHING_TO_SAY = (
        "nothing_to_say",
        _("No method gives an estimate, so there is none to publish. The reasons stand in the panel."),
    )


class Stratum(models.TextChoices):
    """What an estimate may be broken down by."""

    NONE = "", _("Nothing: all children together")
    SEX = "sex", _("Girls and boys")
    AGE = "age", _("Age group")
    PLACE = "place", _("Place, as the lists spell it")


class Failure(models.TextChoices):
    """Why a piece of work ended without an answer."""

    LISTS = "lists", _("With these lists and this period no table of patterns can be made. Choose other lists.")
    NO_RIGHT = "no_right", _("Who asked may no longer work with estimates.")
    BROKEN = "broken", _("The work broke off. Try once more; if it breaks off again, tell the operator.")


class Quality(models.TextChoices):
    """How good the data behind an external estimate are, in the register's own words."""

    STRONG = "strong", _("Strong: representative survey or census")
    FAIR = "fair", _("Fair: partial coverage, method described")
    WEAK = "weak", _("Weak: expert judgement or small samples")
    UNKNOWN = "unknown", _("Not known")


class Kind(models.TextChoices):
    """What an entry of the inventory is (R31)."""

    ESTIMATE = "estimate", _("An estimate")
    STUDY = "study", _("A study without a figure")
    SYSTEM = "system", _("A data system")
