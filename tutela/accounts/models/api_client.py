"""Programs that use the HTTP API: one token each, named permissions only, on behalf of one account."""

from __future__ import annotations

from django.db import models

from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL
from tutela.kernel.ids import uuid7

from .user import User


class ApiClient(models.Model):
    """A token (only its hash is kept) that acts as ``user`` with no more than ``scopes``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_clients")
    scopes = models.JSONField(default=list)
    token_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    data = DataClasses(retention="account", S1="id name user scopes token_hash created_at created_by expires_at revoked_at")
    shield = OPERATIONAL

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
