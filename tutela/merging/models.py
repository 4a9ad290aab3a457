"""Two files of one child, of which one leads. No row of either is moved or rewritten."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import CaseFile, PossibleDuplicate
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, all_of, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed

from .states import STANDING, MergeState

_BOTH = all_of(through("file_id", "cases_casefile"), through("leading_id", "cases_casefile"))
"""Only who sees both files knows that one was merged into the other (R25)."""


class Merge(Sealed):
    """``file`` is shut and read; ``leading`` is written in. ``carried`` holds the deadlines that were open in ``file`` when it was
    shut: a step in the leading file ends them, and what was ended so becomes due again when the merge is taken back. ``key_id`` is
    the merge's own: its words may speak of both records, and are erased with either."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pair = models.ForeignKey(PossibleDuplicate, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    leading = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=MergeState.choices, default=MergeState.PROPOSED)
    reason = EncryptedTextField(max_length=2000)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(max_length=2000, blank=True)
    carried = models.JSONField(default=list)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = EncryptedTextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="case_file",
        S1="id key_id state proposed_by proposed_at decided_by decided_at carried undone_by undone_at version",
        S2="pair file leading reason answer undone_because",
    )
    shield = Shield(
        staff=Rows(read=_BOTH, insert=all_of("proposed_by_id = (SELECT tutela_actor())", _BOTH), update=_BOTH),
    )

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(file=models.F("leading")), name="merge_of_two_files"),
            models.UniqueConstraint(fields=["file"], condition=models.Q(state__in=STANDING), name="merge_of_a_file_once"),
            models.CheckConstraint(
                condition=models.Q(state=MergeState.PROPOSED, decided_by=None, decided_at=None)
                | (
                    ~models.Q(state=MergeState.PROPOSED)
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (models.Q(state=MergeState.DECLINED) | ~models.Q(decided_by=models.F("proposed_by")))
                ),
                name="merge_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MergeState.UNMERGED, undone_by__isnull=False, undone_at__isnull=False)
                | (~models.Q(state=MergeState.UNMERGED) & models.Q(undone_by=None, undone_at=None)),
                name="merge_undone_when_and_by_whom",
            ),
        ]
