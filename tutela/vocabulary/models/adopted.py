"""The country's rules as they were carried here from another server."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield, holds


class AdoptedProfile(models.Model):
    """A version of the country profile that an administrator adopted. Rows are only added. ``content`` is the file's text; every
    process reads it from the file it is laid down in, as it reads the profile that was set up."""

    code = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField()
    adopted_at = models.DateTimeField(default=now)
    adopted_by = models.CharField(max_length=150)

    data = DataClasses(retention="reference", S0="id code version digest content adopted_at", S1="adopted_by")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=holds("directory_edit")))

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="adopted_profile_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"
