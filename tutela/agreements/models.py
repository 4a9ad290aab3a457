"""An agreement with another sector."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import Permission, User
from tutela.directory.api import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, any_of, holds, offices
from tutela.kernel.ids import uuid7

from .states import AgreementState

_PARTNER = offices("partner_id", Permission.AGREEMENT_USE)
_KEEPS, _DECIDES = holds(Permission.AGREEMENT_KEEP), holds(Permission.AUDIT_VIEW)


class Agreement(models.Model):
    """What a partner may take, for what, on which basis (list ``agreement_bases``), from when until when. ``breakdowns``: codes of
    registered breakdowns. Once decided nothing of it changes but its end; another need is another agreement."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=500)
    breakdowns = models.JSONField()
    basis = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=AgreementState.choices, default=AgreementState.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="reference",
        S1="id partner purpose breakdowns basis starts_on ends_on state proposed_by proposed_at decided_by decided_at note version",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_KEEPS, _DECIDES, _PARTNER),
            insert=_KEEPS,
            update=any_of(_KEEPS, _DECIDES),
        )
    )

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="agreement_term"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="agreement_two_people",
            ),
        ]
