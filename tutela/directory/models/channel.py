"""Ways to report that exist in a territory, and how many children live there (R26)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import today
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield
from tutela.kernel.ids import uuid7
from tutela.vocabulary import api as vocabulary

from .territory import Territory


class Population(models.Model):
    """How many under 18 live in a territory, of which year and by whose count: for who is left without a channel (R26)."""

    territory = models.OneToOneField(Territory, primary_key=True, on_delete=models.PROTECT, related_name="+")
    children = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    data = DataClasses(retention="reference", S0="territory children year source")
    shield = Shield(staff=Rows.all(ANY_ROW, delete=True))

    def __str__(self) -> str:
        return f"{self.territory} {self.year}"


class ReportingChannel(models.Model):
    """A way to report that exists in a territory and all below it: when, at what cost, for whom (R26)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=30)
    hours = models.CharField(max_length=200, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    accessibility = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    contact = models.CharField(max_length=200, blank=True)
    day_and_night = models.BooleanField(default=False)
    confirmed_on = models.DateField(default=today)
    ended_on = models.DateField(null=True)

    data = DataClasses(
        retention="reference",
        S0="id territory channel hours cost accessibility languages contact day_and_night confirmed_on ended_on",
    )
    shield = Shield(staff=Rows.all(ANY_ROW, delete=True), public=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["territory__path", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "channel"], condition=models.Q(ended_on=None), name="one_channel_in_a_territory"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.territory}"

    @property
    def name(self) -> str:
        """What it is, in the reader's words."""
        return vocabulary.label("report_channels", self.channel)

    @property
    def open_hours(self) -> str:
        """When it answers, in words."""
        return _("Day and night") if self.day_and_night else self.hours
