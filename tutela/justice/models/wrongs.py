"""What is done to a child instead of justice: settlements, detention, punishment (R80-R83)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.directory.models import Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class Settlement(Section):
    """An out-of-court settlement about what was done to the child. ``forms`` and ``parties`` are codes; ``acted_on_marriage``:
    the three steps against a marriage were opened."""

    state = models.CharField(max_length=20, default="proposed")
    known_on = models.DateField()
    forms = models.JSONField(default=list)
    parties = models.JSONField(default=list)
    child_heard = models.CharField(max_length=10, default="unknown")
    words = EncryptedTextField(max_length=4000)
    acted_on_marriage = models.BooleanField(default=False)

    data = DataClasses(
        retention="case_file", S1=COMMON, S2="known_on acted_on_marriage", S3="state forms parties child_heard words"
    )
    shield = WITH_THE_FILE


class Liberty(Section):
    """A child who was exploited is held by police, in detention or behind the locked door of a house called protective. A
    violation with a clock in hours, never a placement and never a service. ``told``: how many people were told, by role."""

    place_kind = models.CharField(max_length=40)
    place = EncryptedTextField(max_length=300, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    because = EncryptedTextField(max_length=2000, blank=True)
    held_since = models.DateTimeField()
    state = models.CharField(max_length=30, default="open")
    separated = models.CharField(max_length=10, default="unknown")
    family_contact_on = models.DateField(null=True)
    told = models.JSONField(default=dict)
    contested_words = EncryptedTextField(max_length=2000, blank=True)
    alternative_kind = models.CharField(max_length=30, blank=True)
    alternative = EncryptedTextField(max_length=2000, blank=True)
    alternative_by = models.DateField(null=True)
    released_at = models.DateTimeField(null=True)
    released_kind = models.CharField(max_length=30, blank=True)
    released_to = EncryptedTextField(max_length=2000, blank=True)
    remedy = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} told alternative_by",
        S2="place_kind territory held_since state separated family_contact_on released_at alternative_kind released_kind",
        S3="place because contested_words alternative released_to remedy",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("released", "remedied"), released_at__gte=models.F("held_since"))
                | (~models.Q(state__in=("released", "remedied")) & models.Q(released_at=None)),
                name="liberty_released_after_held",
            )
        ]


class Counsel(Section):
    """Legal advice before anything goes to an authority (list ``actors``) that could punish the child, or the reason why danger to
    life did not let it wait. Counts once it is ``done``: written by a legal officer, or confirmed by another person (R50)."""

    basis = models.CharField(max_length=20)
    recipient = models.CharField(max_length=10)
    may_share = models.CharField(max_length=10, default="no")
    given_by = EncryptedTextField(max_length=200)
    given_on = models.DateField()
    words = EncryptedTextField(max_length=2000)
    state = models.CharField(max_length=10, default="open")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} state confirmed_by",
        S3="basis recipient may_share given_by given_on words",
    )
    shield = WITH_THE_FILE


class Charge(Section):
    """A charge or sanction against a child who was exploited, for acts linked to the exploitation or for status alone. What has
    a state is the action against it; the child is nowhere an offender (R83)."""

    act = models.CharField(max_length=30)
    sanction = models.BooleanField(default=False)
    law = EncryptedTextField(max_length=300, blank=True)
    words = EncryptedTextField(max_length=2000, blank=True)
    charged_on = models.DateField()
    state = models.CharField(max_length=20, default="open")
    sought_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    outcome_words = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(
        retention="case_file",
        S1=COMMON,
        S3="act sanction law words charged_on state sought_on decided_on outcome outcome_words",
    )
    shield = WITH_THE_FILE
