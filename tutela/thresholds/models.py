"""A change of a file's kind."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class KindChange(Section):
    """One change of kind: from ``was`` to ``now`` (list ``file_types``), what passed the threshold at that moment
    (:class:`.enums.Passed`), and why. It is never changed."""

    was = models.CharField(max_length=30)
    now = models.CharField(max_length=30)
    grounds = models.JSONField(default=list)
    words = EncryptedTextField(max_length=2000)

    data = DataClasses(retention="case_file", S1=COMMON, S2="was now grounds words")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(was=models.F("now")), name="kind_changes")]
