"""Teams that share a key: the intake team of an office, later the oversight docket."""

from __future__ import annotations

from django.db import models

from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL, Rows, Shield
from tutela.kernel.ids import uuid7

from .user import User


class Team(models.Model):
    """People of one office who read the same sealed texts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=150)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="teams")
    receives_public_reports = models.BooleanField(default=False)

    data = DataClasses(retention="account", S1="id code name office receives_public_reports")
    shield = Shield(staff=Rows.all("true"), public=Rows(read="true"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """Membership; it ends, it is not deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="team_memberships")
    leads = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True)

    data = DataClasses(retention="account", S1="id team user leads joined_at left_at")
    shield = OPERATIONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], condition=models.Q(left_at=None), name="one_current_membership_per_team"
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.user}"
