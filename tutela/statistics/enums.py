"""Why statistics says no."""

from __future__ import annotations

from django.db.models import TextChoices
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
    NO_RELEASE = (
        "no_release",
        _("Only a statistician prepares and publishes releases. Ask the statistician of the ministry."),
    )
    NOT_THE_PROCESS = (
        "not_the_process",
        _("Cubes are built by the process that reads observations, for a draft. Prepare a release; it is built with it."),
    )
    IN_WORK = "in_work", _("A release is being prepared already. Publish it or drop it first.")
    NOTHING_NEW = (
        "nothing_new",
        _("These observations are published already. Build new ones, or name the release that this one corrects."),
    )
    BEHIND = (
        "behind",
        _("The observations are older than those of the last release. Build new ones; the release in use stays as it is."),
    )
    NOT_PUBLISHED = (
        "not_published",
        _("Only a release that was published can be corrected or withdrawn. Choose one of these."),
    )
    NO_NOTE = "no_note", _("Say what a correction corrects, in the notes. Readers compare it with the earlier release.")
    NOT_BUILT = (
        "not_built",
        _("Not every table of this release is built. Wait for the build, or drop the draft and begin again."),
    )
    AUDIT_FAILED = "audit_failed", _("The audit found cells too close to each other. Drop the draft and prepare a new one.")
    SAME_PERSON = (
        "same_person",
        _("A release is published by another person than the one who prepared it. Ask a second statistician."),
    )
    NOT_CHECKED = (
        "not_checked",
        _("This release was not checked. Whoever prepared it looks at the audit and marks it checked."),
    )
    OVERTAKEN = (
        "overtaken",
        _(
            "Another release was published meanwhile. Drop this one and prepare it anew, so that the two are protected together."
        ),
    )
    NO_REASON = "no_reason", _("Say why it is withdrawn; readers see the reason in its place.")
    SEVERAL_SUBJECTS = (
        "several_subjects",
        _(
            "A released table crosses territory, sex and age with one subject. Choose one subject, and territory or age beside it."
        ),
    )


class Caution(TextChoices):
    """What a reader of a release must know before comparing."""

    LOW_COVERAGE = "low_coverage", _("Fewer than four in five offices reported.")
    YEAR_NOT_OVER = "year_not_over", _("The last year was not over at the cut-off.")
    NEW_SERIES = "new_series", _("Classifications changed: figures of earlier releases do not compare with these.")
    DEFINITIONS = "definitions", _("A definition changed within the years shown; the series breaks there.")
    MUCH_WITHHELD = "much_withheld", _("More than half of the cells are protected or withheld, for they are small.")
