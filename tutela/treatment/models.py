"""What is kept of a treatment: the status of a step, which goes with the file; its clinical half, for the service that treats the
child; session notes, for their author (R61)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.care.models import Referral
from tutela.cases.models import COMMON, Section
from tutela.directory.models import Office
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import OWN_TABLE, Rows, Shield, actor_is, all_of, any_of, holds, offices, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed

from .states import Stand

NOTE_LENGTH = 10_000
_FILE = through("file_id", "cases_casefile")
_TREATS = "'accepted', 'started'"
_TREATED = f"{_TREATS}, 'completed'"


def _treated(states: str) -> str:
    """The row's referral is one that the actor's service has taken on as a health service, and it runs."""
    return (
        "coalesce((SELECT true FROM care_referral AS upper_row "
        f"WHERE upper_row.id = {OWN_TABLE}.referral_id AND upper_row.track IN ('MED', 'PSY') "
        f"AND upper_row.state IN ({states}) AND upper_row.expires_at > now() "
        "AND upper_row.provider_office_id = ANY ((SELECT tutela_offices('medical_track'))::uuid[]) LIMIT 1), false)"
    )


_WITHOUT_SERVICE = (
    f"({OWN_TABLE}.referral_id IS NULL OR coalesce((SELECT true FROM care_referral AS upper_row "
    f"WHERE upper_row.id = {OWN_TABLE}.referral_id "
    f"AND (upper_row.state NOT IN ({_TREATS}) OR upper_row.expires_at <= now()) LIMIT 1), false))"
)
"""No service keeps the row any more, or none ever did."""
_KEPT_BY_FILE = all_of(_FILE, _WITHOUT_SERVICE)
_ALERTED = all_of(offices("office_id", "health_focal"), "overdue_since IS NOT NULL", "state NOT IN ('done', 'cancelled')")
_WATCHED = offices("office_id", "deadline_keep")


class TreatmentStep(Section):
    """The status of one step, as whoever sees the file reads it. ``kind`` (list ``health_step_kinds``) is general; ``measure`` (list
    ``treatment_steps``) is there only where it is not clinical. ``referral``, its ``number`` and ``office`` are those of the service
    that treats; without them the file's worker keeps the step. ``attended``: the last appointment; ``overdue_since``: a time-critical
    step was not done in time, and the health focal point was told."""

    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=9, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    measure = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default=Stand.PLANNED)
    attended = models.BooleanField(null=True)
    next_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    overdue_since = models.DateTimeField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} referral number office overdue_since",
        S2="kind measure state attended next_on reason",
    )
    shield = Shield(
        staff=Rows(
            read=any_of(_FILE, _treated(_TREATED), _ALERTED, _WATCHED),
            insert=any_of(all_of(_FILE, "referral_id IS NULL"), _treated(_TREATS)),
            update=any_of(_KEPT_BY_FILE, _treated(_TREATS), _WATCHED),
        )
    )

    class Meta(Section.Meta):
        ordering = ["next_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(referral=None, office=None) | models.Q(referral__isnull=False, office__isnull=False),
                name="treatment_step_of_one_service",
            ),
            models.CheckConstraint(
                condition=~models.Q(measure="") | models.Q(referral__isnull=False),
                name="treatment_step_clinical_of_a_service",
            ),
        ]


class ClinicalStep(Sealed):
    """The clinical half of a step, under a data key of its own (``key_id`` equals ``id``): which step it is (list
    ``treatment_steps``), the ``basis`` of its time, why it was missed or ended. Only the health professionals of the service that
    treats the child see the row, not even that it is there is seen through the file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    step = models.OneToOneField(TreatmentStep, on_delete=models.PROTECT, related_name="clinical")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    code = EncryptedTextField(max_length=40)
    basis = EncryptedTextField(max_length=300, blank=True)
    reason = EncryptedTextField(max_length=40, blank=True)
    time_critical = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)

    data = DataClasses(retention="case_file", S1="id key_id step referral", S4="code basis reason time_critical due_at")
    shield = Shield(staff=Rows(read=_treated(_TREATED), insert=_treated(_TREATS), update=_treated(_TREATS)))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_critical=False) | models.Q(due_at__isnull=False), name="clinical_step_in_time"
            )
        ]


class SessionNote(Sealed):
    """What a professional writes of a session, for themselves; each correction is a new row of the same ``thread``. Under a data key
    of its own for each thread. Row security opens it to the author and to nobody else, whatever their role, emergency access
    included; the file is not named in the row. ``number``: of the referral, kept for when that is out of sight."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=9)
    thread = models.UUIDField()
    version = models.PositiveIntegerField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    at = models.DateTimeField(default=now)
    words = EncryptedTextField(max_length=NOTE_LENGTH)

    data = DataClasses(retention="case_file", S1="id key_id referral number thread version author at", S4="held_on words")
    _author = all_of(actor_is("author_id"), holds("medical_track"))
    shield = Shield(staff=Rows(read=_author, insert=all_of(_author, _treated(_TREATED))))

    class Meta:
        ordering = ["-held_on", "-at"]
        constraints = [models.UniqueConstraint(fields=["thread", "version"], name="session_note_version_once")]
