"""The child: identity with its uncertainty, in the child's own data key."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.directory.models import Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, holds, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

_SEEN = through("id", "cases_casefile", "child_id")
_OF_CHILD = through("child_id", "cases_casefile", "child_id")


class Child(Sealed):
    """A person who was under 18, or presumed to be, when their file was opened (R1, R3).

    ``born_earliest``/``born_latest`` (ISO dates, encrypted) bound the birth; they are equal when the day is known.
    ``presumed_child_until`` is the last day of the month in which the latest possible birth makes 18: the only part of the
    birth date that is not encrypted. ``key_id`` equals ``id``.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    given_names = EncryptedTextField(max_length=200, blank=True)
    family_names = EncryptedTextField(max_length=200, blank=True)
    other_names = EncryptedJSONField(default=list, blank=True)
    sex = models.CharField(max_length=20, default="UNK")
    born_earliest = EncryptedTextField(max_length=10, blank=True)
    born_latest = EncryptedTextField(max_length=10, blank=True)
    birth_stated = EncryptedTextField(max_length=40, blank=True)
    age_basis = models.CharField(max_length=20, default="UNK")
    presumed_child_until = models.DateField(null=True)
    identifiers = EncryptedJSONField(default=list, blank=True)
    languages = EncryptedJSONField(default=list, blank=True)
    whereabouts = EncryptedTextField(max_length=500, blank=True)
    safe_contact = EncryptedTextField(max_length=500, blank=True)
    home_territory = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    birth_registration = models.CharField(max_length=20, default="unknown")
    registration_barrier = EncryptedTextField(max_length=1000, blank=True)
    registration_fee_asked = models.BooleanField(default=False)
    nationality = models.CharField(max_length=20, default="unknown")
    disability = models.CharField(max_length=20, default="unknown")
    schooling = models.CharField(max_length=20, default="UNK")
    residence = models.CharField(max_length=20, default="UNK")
    economic_situation = models.CharField(max_length=20, default="unknown")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="case_file",
        S1="id key_id version created_at updated_at erased_at",
        S2="given_names family_names other_names sex born_earliest born_latest birth_stated age_basis "
        "presumed_child_until identifiers languages safe_contact home_territory birth_registration "
        "registration_barrier registration_fee_asked nationality disability schooling residence economic_situation",
        S3="whereabouts",
    )
    shield = Shield(staff=Rows(read=_SEEN, insert=holds("file_open"), update=_SEEN))


class AgeRecord(Sealed):
    """One statement of age, kept for ever: basis, range, method, confidence, who decided (R3)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="age_records")
    basis = models.CharField(max_length=20)
    born_earliest = EncryptedTextField(max_length=10, blank=True)
    born_latest = EncryptedTextField(max_length=10, blank=True)
    stated = EncryptedTextField(max_length=40, blank=True)
    method = EncryptedTextField(max_length=500, blank=True)
    confidence = models.CharField(max_length=20, default="UNK")
    decided_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="case_file",
        S1="id key_id decided_at decided_by",
        S2="child basis born_earliest born_latest stated method confidence",
    )
    shield = Shield(staff=Rows(read=_OF_CHILD, insert=_OF_CHILD))

    class Meta:
        ordering = ["decided_at"]


class SearchToken(models.Model):
    """A keyed hash of something a child is called or numbered by; the only index of names there is."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="search_tokens")
    kind = models.CharField(max_length=10)
    token = models.BinaryField()

    data = DataClasses(retention="case_file", S1="id kind", S2="child token")
    shield = Shield(staff=Rows.all(_OF_CHILD, delete=True))

    class Meta:
        indexes = [models.Index(fields=["token", "child"], name="search_token_child")]
