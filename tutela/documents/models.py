"""A paper of a file, and its content in a row apart (P2)."""

from __future__ import annotations

from django.db import models

from tutela.accounts.models import User
from tutela.cases.models import COMMON, WITH_THE_FILE, Section
from tutela.kernel.classification import DataClasses
from tutela.kernel.database.shield import OWN_TABLE, Rows, Shield, all_of, through
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedTextField, Sealed

LONGEST_CONTENT = 6_700_000
"""5 MB in base64."""


class Document(Section):
    """A paper: seen, with its ``number``, issuing ``office`` and days; or kept, then with what the server found of its content and
    who declared what of it (``declared``: :class:`.enums.Declared`). Once purged the row stays with the reason. ``replaces``: the record of a
    seen paper that this one corrects, which stays readable; ``correction``: why."""

    kind = models.CharField(max_length=30)
    title = EncryptedTextField(max_length=200)
    number = EncryptedTextField(max_length=100, blank=True)
    issued_by = EncryptedTextField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    seen_on = models.DateField()
    state = models.CharField(max_length=20)
    content_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = EncryptedTextField(max_length=64, blank=True)
    declared = models.CharField(max_length=30, blank=True)
    declared_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replacement")
    correction = EncryptedTextField(max_length=1000, blank=True)
    purge_because = EncryptedTextField(max_length=1000, blank=True)
    purged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} state content_type size declared declared_by declared_at purged_by purged_at replaces",
        S2="kind title number issued_by issued_on seen_on sha256",
        S3="purge_because correction",
    )
    shield = WITH_THE_FILE

    class Meta(Section.Meta):
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("seen", "replaced"), content_type="", size=0, declared_by=None, purged_by=None)
                | (
                    models.Q(
                        state__in=("present", "purged"),
                        content_type__in=("application/pdf", "text/plain"),
                        size__gt=0,
                        size__lte=5_000_000,
                        declared_by__isnull=False,
                        declared_at__isnull=False,
                    )
                    & ~models.Q(declared="")
                ),
                name="document_kept_is_declared",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="purged", purged_by__isnull=False, purged_at__isnull=False))
                | (~models.Q(state="purged") & models.Q(purged_by=None, purged_at=None)),
                name="document_purged_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(purged_by=None) | ~models.Q(purged_by=models.F("declared_by")),
                name="document_purged_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | models.Q(state__in=("seen", "replaced")),
                name="document_seen_alone_is_corrected",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("id")), name="document_replaces_another"
            ),
        ]


class DocumentContent(Sealed):
    """What a paper holds, in base64, under a data key of its own (``key_id`` equals ``id``), which falls when the paper is purged and
    when the file's term is over. No list, search, export or referral reads this table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="content")
    body = EncryptedTextField(max_length=LONGEST_CONTENT, pad_to=512)

    data = DataClasses(retention="case_file", S1="id key_id document", S3="body")
    _document = through("document_id", "documents_document")
    _purged = (
        f"coalesce((SELECT upper_row.state = 'purged' FROM documents_document AS upper_row "
        f"WHERE upper_row.id = {OWN_TABLE}.document_id), false)"
    )
    shield = Shield(staff=Rows(read=_document, insert=_document, delete=all_of(_document, _purged)))
