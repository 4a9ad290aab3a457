"""Territories: five levels from the country down, with outlines for maps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import REFERENCE
from tutela.kernel.ids import uuid7


class Territory(models.Model):
    """A place in the national hierarchy. ``path`` is the codes from the country down, each followed by a dot."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20, unique=True)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    names = models.JSONField()
    outline = models.JSONField(null=True)

    data = DataClasses(retention="reference", S0="id code level parent path names outline")
    shield = REFERENCE

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="territory_has_five_levels"),
            models.CheckConstraint(
                condition=models.Q(level=1, parent=None) | models.Q(level__gt=1, parent__isnull=False),
                name="territory_below_the_country_has_a_parent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get(get_language() or "en") or self.names.get("en") or self.code)
