"""Codes on paper for children who live in a place: a sheet of cards, each a way past that place (R94)."""

from __future__ import annotations

import uuid

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import today
from tutela.kernel.database.shield import Rows, Shield, all_of, offices, through
from tutela.kernel.ids import uuid7

from ..enums import SafePerson
from .report import OVERSIGHT

WORKS_THERE = ("facility_manage", "referral_answer", "medical_track", "file_work", "report_triage")
"""Permissions that make somebody staff of the office they are held for."""
_KEPT = all_of(offices("office_id", OVERSIGHT), f"NOT {offices('place_id', *WORKS_THERE)}")


class CardBatch(models.Model):
    """A sheet of cards for the children of one place (``place``: its office in the directory), kept by the independent mechanism
    (``office``). Whoever works at the place sees neither sheet nor cards, whatever else they are.

    ``handed_out``: how many cards were given to children by whom they trust (``through``); nobody's name is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField(default=today)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    expires_on = models.DateField()
    handed_out = models.PositiveSmallIntegerField(default=0)
    through = models.CharField(max_length=20, blank=True, choices=SafePerson.choices)
    withdrawn_on = models.DateField(null=True)

    data = DataClasses(
        retention="operational",
        S1="id office made_on made_by language expires_on handed_out withdrawn_on",
        S2="place through",
    )
    shield = Shield(staff=Rows.all(_KEPT))

    class Meta:
        ordering = ["-made_on", "-id"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Whether its cards open anything today."""
        return self.withdrawn_on is None and self.expires_on >= today()


class Card(models.Model):
    """One code, kept like a receipt's: what is stored finds it and does not tell it. ``used``: a report came with it, without
    a word on when or which. The id is random: one made of the moment would tell it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(CardBatch, on_delete=models.PROTECT, related_name="cards")
    lookup = models.BinaryField(unique=True)
    used = models.BooleanField(default=False)

    data = DataClasses(retention="operational", S1="id batch used", S3="lookup")
    shield = Shield(staff=Rows(read=through("batch_id", "intake_cardbatch"), insert=through("batch_id", "intake_cardbatch")))

    def __str__(self) -> str:
        return str(self.id)
