"""The audit chain. Text ids, no foreign keys, no content: it never interferes with live data and never holds a name."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import Rows, Shield, holds


class Event(models.Model):
    """One thing that happened: who, what, to what, about which child, why, with which outcome.

    ``position`` counts from 1 without gaps. ``hash`` is SHA-256 over the previous row's hash and this row's fields, computed
    by the database (:mod:`tutela.audit.row_security`). No role may update or delete.
    """

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=60, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20)
    details = models.TextField(blank=True)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    data = DataClasses(
        retention="audit",
        S1="position at actor action outcome details previous_hash hash",
        S2="subject about purpose",
    )
    shield = Shield(staff=Rows(read=holds("audit_view")))

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["about", "position"], name="audit_about"),
            models.Index(fields=["actor", "position"], name="audit_actor"),
        ]
