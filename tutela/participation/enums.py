"""Words of participation, and why it says no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "fr", "es", "ar")
"""The languages a sheet is printed in."""


class Talk(TextChoices):
    """What was gone through with the child."""

    SHEET = "sheet", _("My sheet: my rights, who does what, what is written, how to complain")
    ADULTHOOD = "adulthood", _("Turning 18: what changes, and that the file is then theirs")


class Way(TextChoices):
    """How it reached the child. Nothing is sent: a message can be found by somebody unsafe."""

    PRINTED = "printed", _("On paper")
    READ_ALOUD = "read_aloud", _("Read aloud")
    SHOWN = "shown", _("Looked at together on the screen")


class Understood(TextChoices):
    """Whether the child understood, in the worker's honest view."""

    YES = "yes", _("Understood")
    PARTLY = "partly", _("Partly understood: explained again next time")
    NO = "no", _("Not understood: another way is needed")


class Voice(TextChoices):
    """Who complains."""

    CHILD = "child", _("The child complains; I write it down in their words")
    TRUSTED = "trusted", _("I complain for the child")
