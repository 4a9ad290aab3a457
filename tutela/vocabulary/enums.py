"""The small closed sets of the vocabulary itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason

LANGUAGES = ("en", "fr", "es", "ar")
"""Every display term exists in each of these."""

UNIVERSAL = ("UNK", "NAS", "REF", "OTH")
"""Unknown, not asked, refused, other: what a list accepts unless it says less. Unknown is data."""

CHILD_AGE_LIMIT = 18
"""A child is a person under 18 (CRC article 1; A/65/221, paras 29, 44). No setting and no profile changes it."""

SMALLEST_THRESHOLD = 3
"""No profile may set a suppression threshold below this (P29: disclosure control has no off switch)."""


class Evidence(models.TextChoices):
    """How well a number of a profile is known."""

    READ = "V", _("read in the source")
    SECOND_HAND = "V2", _("read in a second-hand source")
    GENERAL = "G", _("general knowledge, to be checked")


class ProstitutionLaw(models.TextChoices):
    """What national law says of prostitution of adults: information, from which a gap for children follows (para. 29)."""

    LEGAL = "legal", _("legal")
    ILLEGAL = "illegal", _("illegal")
    BUYING_ILLEGAL = "buying_illegal", _("only buying is illegal")
    UNKNOWN = "UNK", _("unknown")


class GapKind(models.TextChoices):
    """What a national age below 18 does to those between it and 18. ``%(ages)s`` is a range such as 16–17."""

    NOT_CHILDREN = "not_children", _("%(ages)s not counted as children by national law")
    NOT_VICTIMS = "not_victims", _("%(ages)s not identified as victims")
    PROOF_NEEDED = "proof_needed", _("%(ages)s protected only where exploitation is proved")
    AS_OFFENDERS = "as_offenders", _("%(ages)s treated as offenders")
    PROSECUTED = "prosecuted", _("%(ages)s can be prosecuted for acts linked to their exploitation")
    MARRIED_GIRLS = "married_girls", _("%(ages)s girls may be married")
    MARRIED_BOYS = "married_boys", _("%(ages)s boys may be married")
    WORKING = "working", _("%(ages)s may be employed: worst forms and hazardous work need a ban up to 18")


class VocabularyReason(Reason):
    """Why the vocabulary says no."""

    NOT_KEEPER = (
        "not_keeper_of_configuration",
        _("The country's rules are brought by an administrator, with a bundle that was looked at before. Ask yours."),
    )
