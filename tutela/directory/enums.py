"""The words of the directory: days of the week, freshness, and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Day(TextChoices):
    """Days as iCalendar writes them, Monday first."""

    MONDAY = "MO", _("Monday")
    TUESDAY = "TU", _("Tuesday")
    WEDNESDAY = "WE", _("Wednesday")
    THURSDAY = "TH", _("Thursday")
    FRIDAY = "FR", _("Friday")
    SATURDAY = "SA", _("Saturday")
    SUNDAY = "SU", _("Sunday")


class Freshness(TextChoices):
    """Whether an entry can be relied on."""

    FRESH = "fresh", _("Confirmed")
    DUE = "due", _("Confirm again")
    STALE = "stale", _("Not confirmed for long")


class DirectoryReason(Reason):
    """Why the directory says no."""

    NOT_KEEPER = (
        "not_keeper",
        _(
            "Another office keeps this entry. Tell that office what should change, or ask the administrator of the directory."
        ),
    )
    NOT_EDITOR = (
        "not_editor",
        _("The directory is kept by its administrators. Ask one of them, or ask for the task “Keep the directory”."),
    )
    SERVICE_ENDED = "service_ended", _("This service has ended and cannot be confirmed. Choose another service.")
