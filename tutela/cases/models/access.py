"""Access beside role and territory: break-glass and temporary relations to one file, limited in time and reviewed (P25)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, actor_is, any_of, holds, offices
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed


class FileAccess(Sealed):
    """One person's time-limited access to one file, with the reason, the second person told, and the review."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey("cases.CaseFile", on_delete=models.PROTECT, related_name="accesses")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    reason = EncryptedTextField(max_length=1000)
    told = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    review_outcome = models.CharField(max_length=20, blank=True)

    data = DataClasses(
        retention="case_file",
        S1="id key_id office user kind told started_at expires_at ended_at reviewed_at reviewed_by review_outcome",
        S2="file reason",
    )
    _seen = any_of(actor_is("user_id"), actor_is("told_id"), offices("office_id", "file_view"), holds("audit_view"))
    shield = Shield(
        staff=Rows(
            read=_seen,
            insert=any_of(f"({actor_is('user_id')} AND {holds('file_break_glass')})", offices("office_id", "file_assign")),
            update=_seen,
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at=None, reviewed_by=None)
                | models.Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="access_reviewed_when_and_by_whom",
            )
        ]
