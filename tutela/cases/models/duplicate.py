"""Two records that may be one child. A link says so and changes neither record; taking it back leaves nothing to mend."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OPERATIONAL, Rows, Shield, all_of, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed

from ..states import DuplicateState
from .child import Child

_BOTH = all_of(through("one_id", "cases_casefile", "child_id"), through("other_id", "cases_casefile", "child_id"))
"""Only who sees a file of each child knows that there is a question (R25)."""


class PossibleDuplicate(models.Model):
    """A pair of children, ``one`` the earlier record. ``likelihood`` (0–1) comes from keyed hashes alone, or is empty where a
    person named the pair. While ``linked``, both records stand for the same child."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, default=DuplicateState.OPEN, choices=DuplicateState.choices)
    likelihood = models.FloatField(null=True)
    found_at = models.DateTimeField(default=now)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(null=True)
    linked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="case_file",
        S1="id state found_at proposed_at proposed_by linked_at linked_by",
        S2="one other likelihood",
    )
    shield = Shield(staff=Rows.all(_BOTH))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="duplicate_earlier_record_first"),
            models.CheckConstraint(
                condition=models.Q(proposed_at=None, proposed_by=None)
                | models.Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="duplicate_proposed_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DuplicateState.LINKED, linked_at__isnull=False, linked_by__isnull=False)
                | (~models.Q(state=DuplicateState.LINKED) & models.Q(linked_at=None, linked_by=None)),
                name="duplicate_linked_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(linked_by=None)
                | (models.Q(proposed_by__isnull=False) & ~models.Q(linked_by=models.F("proposed_by"))),
                name="duplicate_linked_by_a_second_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-likelihood"], name="duplicate_queue"),
            models.Index(fields=["other"], name="duplicate_linked", condition=models.Q(state=DuplicateState.LINKED)),
        ]


class DuplicateStep(Sealed):
    """One thing said of a pair, with its reason; never changed. ``key_id`` is the pair's: the reason may speak of both children,
    and is erased when either of them is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pair = models.ForeignKey(PossibleDuplicate, on_delete=models.PROTECT, related_name="steps")
    verdict = models.CharField(max_length=20)
    reason = EncryptedTextField(max_length=2000)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="case_file", S1="id key_id verdict at by", S2="pair reason")
    shield = Shield(
        staff=Rows(
            read=through("pair_id", "cases_possibleduplicate"),
            insert=all_of("by_id = (SELECT tutela_actor())", through("pair_id", "cases_possibleduplicate")),
        )
    )

    class Meta:
        ordering = ["at"]


class DuplicateSearch(models.Model):
    """One run of the search for duplicates: how far it came, by the last change of a child's record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=now)
    through_at = models.DateTimeField(null=True)
    through_id = models.UUIDField(null=True)
    records = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)

    data = DataClasses(retention="operational", S1="id at through_at through_id records found")
    shield = OPERATIONAL

    class Meta:
        ordering = ["-at", "-id"]
