"""The numbers that stand on every page of the public site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

EXIT = "https://www.wikipedia.org/"
"""Where whoever leaves in a hurry is sent."""


@dataclass(frozen=True)
class HelpNumber:
    """A number people can call: ``url`` dials it."""

    label: Any
    number: str
    note: Any = ""
    urgent: bool = False

    @property
    def url(self) -> str:
        """``tel:`` and the digits."""
        return "tel:" + "".join(character for character in self.number if character.isdigit() or character == "+")


DEFAULT = (
    HelpNumber(_("Emergency: police, ambulance"), "112", _("Day and night. Free."), urgent=True),
    HelpNumber(
        _("Helpline for children and young people"), "116 111", _("Day and night. Free. You need not say your name.")
    ),
)


def help_numbers() -> list[HelpNumber]:
    """The installation's numbers (``TUTELA_HELP_NUMBERS``: dicts with label, number, note, urgent), most urgent first."""
    own = getattr(settings, "TUTELA_HELP_NUMBERS", None)
    found = [HelpNumber(**entry) for entry in own] if own else list(DEFAULT)
    return sorted(found, key=lambda entry: not entry.urgent)
