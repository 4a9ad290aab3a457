"""A change of a file's kind; a file that was not accepted."""

from __future__ import annotations

from django.db import models

from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.vault import EncryptedTextField


class NotAccepted(Section):
    """A triaged file was not accepted: ``why`` (:class:`.enums.NotOurs`), in words, and where the child or whoever reported was
    pointed to. It is never changed; the file can be opened again."""

    why = models.CharField(max_length=20)
    words = EncryptedTextField(max_length=2000)
    pointed_to = EncryptedTextField(max_length=2000, blank=True)

    data = DataClasses(retention="case_file", S1=COMMON, S2="why words pointed_to")
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        verbose_name_plural = "files not accepted"
        ordering = ["-created_at", "-id"]


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
