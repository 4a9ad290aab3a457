"""Where a child can be referred to: a service at a place. The fields follow Open Referral HSDS 3; the address of a confidential
shelter is not here."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, all_of
from tutela.kernel.ids import uuid7

from .office import Office

PUBLISHED = all_of("published", "NOT confidential", "suspended_on IS NULL", "ended_on IS NULL")
"""The rows that the public site may read at all."""


class ServicePoint(models.Model):
    """What is offered (list ``services``), where, to whom, when, at what cost; who keeps the entry and when it was confirmed.

    ``opening``: ``[{"days": ["MO"], "opens": "08:00", "closes": "17:00"}]`` in the country's time; ``open_slots`` is the same as
    one bit for each quarter of an hour of the week. ``words``: those of the name. The public site's role may
    not narrow by an index of words or hours, its policy comes first; it looks through the index of what is published.
    ``free_places`` and ``waiting`` are numbers of people, as of ``counted_on``.
    ``legal_status``, ``inspected_on``, ``inspection_percent``: what the register of facilities says of the place, if it has it.
    ``keeper`` answers for the entry (the office itself when empty). ``hsds_service``, ``hsds_location``: its ids in HSDS.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    published = models.BooleanField(default=True)
    confidential = models.BooleanField(default=False)
    suspended_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    open_slots = models.BinaryField(null=True)
    words = models.GeneratedField(
        expression=SearchVector("name", config="simple"), output_field=SearchVectorField(), db_persist=True
    )
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="service_points")
    services = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    hours = models.CharField(max_length=200, blank=True)
    opening = models.JSONField(default=list)
    cost = models.CharField(max_length=200, blank=True)
    free_of_charge = models.BooleanField(null=True)
    accessibility = models.CharField(max_length=200, blank=True)
    access = models.JSONField(default=list)
    accepts = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=300, blank=True)
    public_address = models.CharField(max_length=300, blank=True)
    hsds_service = models.UUIDField(null=True)
    hsds_location = models.UUIDField(null=True)
    legal_status = models.CharField(max_length=30, blank=True)
    inspected_on = models.DateField(null=True)
    inspection_percent = models.PositiveSmallIntegerField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    free_places = models.PositiveIntegerField(null=True)
    waiting = models.PositiveIntegerField(null=True)
    counted_on = models.DateField(null=True)
    keeper = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="kept_service_points")
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.UUIDField(null=True)
    reminded_on = models.DateField(null=True)

    data = DataClasses(
        retention="reference",
        S0="id code name words description office services languages hours opening open_slots cost free_of_charge accessibility "
        "access accepts minimum_age maximum_age phone email website public_address latitude longitude confidential published "
        "hsds_service hsds_location legal_status inspected_on inspection_percent confirmed_on",
        S1="capacity free_places waiting counted_on suspended_on ended_on keeper confirmed_by reminded_on",
    )
    shield = Shield(
        staff=Rows.all(ANY_ROW, delete=True),
        public=Rows(read=PUBLISHED),
        oversight=Rows(read=ANY_ROW),
        statistics=Rows(read=ANY_ROW),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidential=False) | models.Q(public_address="", latitude=None, longitude=None),
                name="confidential_service_point_has_no_address_here",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="service_point_has_both_coordinates",
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age=None)
                | models.Q(maximum_age=None)
                | models.Q(maximum_age__gte=models.F("minimum_age")),
                name="service_point_ages_in_order",
            ),
        ]
        indexes = [
            GinIndex(fields=["services"], name="service_point_services", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["latitude", "longitude"], name="service_point_where"),
            models.Index(fields=["name", "id"], name="service_point_by_name"),
            models.Index(fields=["confirmed_on"], name="service_point_freshness"),
            GinIndex(models.Func("open_slots", function="directory_open_hours"), name="service_point_hours"),
            GinIndex(fields=["words"], name="service_point_words"),
            models.Index(
                fields=["name", "id"],
                include=["office", "words", "open_slots", "minimum_age", "maximum_age"],
                condition=models.Q(published=True, confidential=False, suspended_on=None, ended_on=None),
                name="service_point_published",
            ),
        ]

    def __str__(self) -> str:
        return self.name
