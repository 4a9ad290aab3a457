"""What a list of files is narrowed by."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Late(TextChoices):
    """What is late in a file."""

    ANYTHING = "anything", _("Something is late")
    CONTACT = "contact", _("No day agreed for the next contact, or it has passed")


class Risk(TextChoices):
    """Levels of risk, with the one that is not there yet."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    NONE = "none", _("No risk found")
    UNKNOWN = "UNK", _("Not assessed")


NOBODY = "nobody"
"""In place of a worker's id: files without a responsible worker."""
