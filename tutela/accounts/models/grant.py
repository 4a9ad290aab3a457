"""A grant ties a user to a role, for an office or a whole territory, for a period."""

from __future__ import annotations

from django.db import models

from tutela.directory.models import Office, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now, today
from tutela.kernel.database.shield import ANY_ROW, OPERATIONAL, Rows, Shield
from tutela.kernel.ids import uuid7

from .user import User


class Grant(models.Model):
    """user × role × (office, or territory with every office below it) × period. Ended, never deleted.

    ``valid_to`` is the last day; ``ended_at`` is when somebody ended it before that.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(default=today)
    valid_to = models.DateField(null=True)
    granted_at = models.DateTimeField(default=now)
    granted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="account",
        S1="id user role office territory valid_from valid_to granted_at granted_by ended_at ended_by",
    )
    shield = OPERATIONAL

    class Meta:
        ordering = ["-granted_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office=None, territory__isnull=False) | models.Q(office__isnull=False, territory=None),
                name="grant_reaches_an_office_or_a_territory",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="grant_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class RolePermission(models.Model):
    """What each role may, copied from the code by ``tutela migrate`` so that the database can ask.

    Only the owner of the tables writes it: the staff site cannot widen a role.
    """

    role = models.CharField(max_length=40)
    permission = models.CharField(max_length=40)

    data = DataClasses(retention="reference", S1="id role permission")
    shield = Shield(staff=Rows(read=ANY_ROW))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_permission_once")]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"
