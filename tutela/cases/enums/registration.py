"""Why registration says no."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class Confidence(models.TextChoices):
    """How sure a statement of age is (R3)."""

    HIGH = "high", _("Sure")
    MEDIUM = "medium", _("Likely")
    LOW = "low", _("A guess")
    UNK = "UNK", _("Not known")


class RegistrationReason(Reason):
    """Reasons of the rules about identity, consent and the persons around the child."""

    UNSAFE_CONSENT = (
        "unsafe_consent",
        _("This person is marked unsafe, so their consent does not count (rule P11). Ask the child, or another safe adult."),
    )
    UNSAFE_OFFICE = (
        "unsafe_office",
        _(
            "A person marked unsafe works in this office: nothing of this child goes there (rule P11). Choose another office."
        ),
    )
    ADULT_CONSENT = (
        "adult_consent",
        _("The person is 18: they alone consent, and nobody for them (rule P38). Ask the person."),
    )
    NOT_EXPLAINED = (
        "not_explained",
        _("Explain first what is written, who reads it and when others must be told; then ask. Tick “explained” when done."),
    )
    OVERRIDE_OWN = (
        "override_own",
        _("Acting without consent needs another person's approval (rules P10, P14). Your supervisor decides."),
    )
    OVERRIDE_NOT_PENDING = (
        "override_not_pending",
        _("There is nothing to approve here: this is not an override, or it is decided."),
    )
    MUST_BE_EXPLAINED = "must_be_explained", _("Acting without consent needs written reasons. Write them first.")
