"""Where data keys lie, wrapped."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from ..classification import DataClasses
from ..clock import now
from ..database.shield import Rows, Shield


class DataKey(models.Model):
    """One subject's 32-byte data key under a version of the master key. Destroying it erases all that it sealed.

    The row stays after destruction: that a subject was erased, and when, is itself accountable. No role may delete it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    purpose = models.CharField(max_length=32, editable=False)
    master_version = models.PositiveIntegerField(editable=False)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=now, editable=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    data = DataClasses(retention="case_file", S1="id purpose master_version wrapped created_at destroyed_at")
    shield = Shield(staff=Rows.all("true"), public=Rows(insert="true"), oversight=Rows.all("true"))

    class Meta:
        db_table = "kernel_datakey"
        constraints = [
            models.CheckConstraint(
                name="data_key_wrapped_or_destroyed",
                condition=Q(destroyed_at__isnull=True) & ~Q(wrapped=b"") | Q(destroyed_at__isnull=False, wrapped=b""),
            ),
        ]
        indexes = [
            models.Index(fields=["master_version", "id"], name="data_key_to_rotate", condition=Q(destroyed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.id)
