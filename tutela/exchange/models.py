"""Where records come from, one import of a table, its rows while it is open, and what a file keeps of its origin."""

from __future__ import annotations

from django.db import models

from tutela.accounts.api import Permission, User
from tutela.cases.models import CaseFile
from tutela.cases.models.base import COMMON, WITH_THE_FILE, Section
from tutela.directory.api import Office, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import Rows, Shield, all_of, offices
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import EncryptedJSONField, EncryptedTextField, Sealed

from .enums import RowState
from .states import ImportState

_OWN = offices("office_id", Permission.RECORD_IMPORT)
_KEPT = offices("office_id", Permission.RECORD_IMPORT, Permission.DEADLINE_KEEP)


class RecordSource(models.Model):
    """A register, list or workbook of an office. ``columns`` remembers which column was what (``Target``) the last time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    columns = models.JSONField(default=dict)

    data = DataClasses(retention="case_file", S1="id office name columns")
    shield = Shield(staff=Rows.all(_OWN))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "name"], name="record_source_named_once")]


class RecordImport(Sealed):
    """One table that was sent. ``key_id`` is its own ``id``: destroying the key erases all of it that was not brought in.

    ``columns`` are the heads as they stood there, ``targets`` what each is (``Target``, empty: left out).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(RecordSource, on_delete=models.PROTECT, related_name="imports")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    file_name = EncryptedTextField(max_length=200, blank=True)
    columns = EncryptedJSONField(default=list)
    targets = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READ)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    keep_until = models.DateField()
    undo_because = EncryptedTextField(max_length=500, blank=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    data = DataClasses(
        retention="case_file",
        S1="id key_id source office territory targets rows_total state created_by created_at started_at finished_at "
        "keep_until undone_by version",
        S2="file_name columns undo_because",
    )
    shield = Shield(staff=Rows(read=_KEPT, insert=_OWN, update=_KEPT))

    class Meta:
        ordering = ["-created_at"]


class ImportedRow(Sealed):
    """A row of a table. ``cells`` are sealed under the import's key and emptied once the row stands in a file; ``mark`` is a
    keyed hash of source and number, by which a second import knows it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record_import = models.ForeignKey(RecordImport, on_delete=models.PROTECT, related_name="rows")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.READY)
    cells = EncryptedJSONField(default=list, blank=True)
    mark = models.BinaryField(null=True)
    faults = models.JSONField(default=list)
    file = models.ForeignKey(CaseFile, null=True, on_delete=models.PROTECT, related_name="+")
    file_version = models.PositiveIntegerField(default=0)
    child_version = models.PositiveIntegerField(default=0)

    data = DataClasses(
        retention="case_file",
        S1="id key_id record_import office number state file file_version child_version",
        S2="cells mark faults",
    )
    shield = Shield(staff=Rows(read=_OWN, insert=_OWN, update=_OWN, delete=all_of(_OWN, "file_id IS NULL")))

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["record_import", "number"], name="imported_row_once"),
            models.UniqueConstraint(
                fields=["mark"],
                condition=models.Q(state__in=(RowState.MADE, RowState.KEPT)),
                name="imported_record_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(RowState.MADE, RowState.UNDONE, RowState.KEPT), file__isnull=False)
                | models.Q(state__in=(RowState.READY, RowState.FAULTY, RowState.KNOWN), file=None),
                name="imported_row_has_its_file",
            ),
        ]
        indexes = [models.Index(fields=["record_import", "state", "number"], name="imported_row_state")]


class Provenance(Section):
    """Where a file comes from that was brought in: register, number in it, who collected it and when (R27). ``reported_on``
    is the day that stood there; it is empty where none did."""

    record_import = models.ForeignKey(RecordImport, on_delete=models.PROTECT, related_name="+")
    source_name = EncryptedTextField(max_length=120)
    external_id = EncryptedTextField(max_length=100)
    collected_by = EncryptedTextField(max_length=200, blank=True)
    reported_on = models.DateField(null=True)

    data = DataClasses(
        retention="case_file",
        S1=f"{COMMON} record_import",
        S2="source_name external_id collected_by reported_on",
    )
    shield = WITH_THE_FILE
