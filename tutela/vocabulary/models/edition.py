"""Which editions this installation has seen: the memory that refuses a silent change."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import REFERENCE


class CodeListEdition(models.Model):
    """One version of one list, glossary term or country profile, with the digest of its content.

    ``list_id`` is a list's id, ``glossary/<term>`` for one definition, ``country/<code>`` for a profile. ``digest`` is
    SHA-256 over the content, not over its layout.
    """

    list_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=60)

    data = DataClasses(retention="reference", S0="id list_id version digest loaded_at", S1="loaded_by")
    shield = REFERENCE

    class Meta:
        ordering = ["list_id", "version"]
        constraints = [models.UniqueConstraint(fields=["list_id", "version"], name="vocabulary_one_edition")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.version}"
