"""Recommendations and commitments, their follow-up, and the files they come from."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, OPERATIONAL, Rows, Shield
from tutela.kernel.ids import uuid7
from tutela.planning.api import Activity, Status
from tutela.registers.api import BASE, Codes, Entry, Register

from ..enums import Effect, ImportKind, MonitoringReason, Position, TermKind
from ..states import BatchState
from .instruments import WatchedState

APPEND_ONLY = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW))
"""History: written once."""


class Recommendation(Entry):
    """One paragraph addressed to a State. ``code`` is the key at its source, so that a second import finds it again.

    ``original_due_on`` never changes; ``due_on`` is the newest of its :class:`TargetDate` rows. ``status`` and ``effect``
    are those of the newest :class:`StatusEntry`.
    """

    code = models.CharField(_("Key at the source"), max_length=80, unique=True)
    state = models.ForeignKey(
        WatchedState, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("Country")
    )
    source = models.CharField(_("Source"), max_length=40)
    body = models.CharField(_("Body or recommending State"), max_length=200)
    symbol = models.CharField(_("Document"), max_length=60, blank=True)
    document_on = models.DateField(_("Date of the document"), null=True, blank=True)
    cycle = models.CharField(_("Cycle or session"), max_length=40, blank=True)
    paragraph = models.CharField(_("Paragraph"), max_length=40, blank=True)
    text = models.TextField(_("Text"))
    language = models.CharField(_("Language of the text"), max_length=5, default="en")
    text_national = models.TextField(_("Text in a national language"), blank=True)
    language_national = models.CharField(_("That language"), max_length=5, blank=True)
    position = models.CharField(_("Position of the State"), max_length=20, choices=Position.choices, default="none")
    reply = models.TextField(_("Reply of the State"), blank=True)
    themes = Codes(_("Themes"))
    groups = Codes(_("Affected groups"))
    goals = Codes(_("Goals and targets (SDG)"))
    instruments = Codes(_("Instruments"))
    responsible = models.CharField(_("Responsible body"), max_length=200, blank=True)
    cluster = models.CharField(
        _("Cluster"), max_length=40, blank=True, help_text=_("Same word for those that ask the same.")
    )
    activities = models.ManyToManyField(
        Activity, related_name="recommendations", blank=True, verbose_name=_("Activities that answer it")
    )
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes", verbose_name=_("Replaced by")
    )
    original_due_on = models.DateField(null=True, blank=True, editable=False)
    due_on = models.DateField(null=True, blank=True, editable=False)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.NOT_STARTED, editable=False)
    status_on = models.DateField(null=True, blank=True, editable=False)
    effect = models.CharField(max_length=20, choices=Effect.choices, default=Effect.NOT_ASSESSED, editable=False)
    search = models.GeneratedField(
        expression=SearchVector("text", "text_national", "body", "symbol", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    data = DataClasses(
        retention="reference",
        S0="code state source body symbol document_on cycle paragraph text language text_national language_national position "
        "reply themes groups goals instruments responsible cluster activities superseded_by original_due_on due_on status status_on effect "
        "search",
        S1=BASE,
    )
    register = Register(
        "recommendations",
        _("Recommendations"),
        P.RECOMMENDATION_KEEP,
        ("code",),
        ("code", "source", "body", "symbol", "status", "due_on"),
        _("Recommendations and plans"),
        lists={"source": "recommendation_sources", "themes": "themes", "groups": "groups", "instruments": "instruments"},
        many=True,
    )

    class Meta:
        ordering = ["code"]
        indexes = [
            GinIndex(fields=["search"], name="monitoring_rec_search"),
            GinIndex(fields=["themes"], name="monitoring_rec_themes", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["state", "source", "code"], name="monitoring_rec_state"),
            models.Index(fields=["due_on"], name="monitoring_rec_due"),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """No circle of replacements; a national text names its language."""
        super().clean()
        if self.text_national and not self.language_national:
            raise ValidationError({"language_national": _("Say which language this text is in, such as fr.")})
        seen: set[Any] = {self.pk}
        later = self.superseded_by
        while later is not None:
            if later.pk in seen:
                raise ValidationError({"superseded_by": MonitoringReason.SUPERSEDES_ITSELF.label})
            seen.add(later.pk)
            later = later.superseded_by


class StatusEntry(models.Model):
    """A dated, signed statement on implementation, and apart from it on effect."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="history")
    status = models.CharField(max_length=20, choices=Status.choices)
    reason = models.TextField(blank=True)
    effect = models.CharField(max_length=20, choices=Effect.choices)
    evidence = models.TextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S0="recommendation status reason effect evidence on", S1="id by at")
    shield = APPEND_ONLY

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status=Status.IMPOSSIBLE) | ~models.Q(reason=""), name="monitoring_impossible_has_reason"
            )
        ]


class TargetDate(models.Model):
    """A date by which something was to be done. The first stays; a later one says why it came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="targets")
    due_on = models.DateField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S0="recommendation due_on reason", S1="id by at")
    shield = APPEND_ONLY

    class Meta:
        ordering = ["at"]


class ImportBatch(models.Model):
    """A file that was read: first a preview, then imported or dropped. ``digest``: SHA-256 of what was read."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=ImportKind.choices)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    target = models.ForeignKey(WatchedState, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.PREVIEW)
    rows_read = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(retention="operational", S1="id kind name digest target state rows_read made changed same at by")
    shield = OPERATIONAL

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of the file as read. ``terms``: words per list that are not known; ``problems``: sentences by field."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=80, blank=True)
    values = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    problems = models.JSONField(default=dict)
    left_out = models.BooleanField(default=False)

    data = DataClasses(retention="operational", S1="id batch number code values terms problems left_out")
    shield = OPERATIONAL

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="monitoring_import_row_once")]
        indexes = [
            models.Index(fields=["batch"], condition=~models.Q(problems={}), name="monitoring_import_problems"),
            models.Index(fields=["batch"], condition=~models.Q(terms={}), name="monitoring_import_terms"),
        ]


class TermAnswer(models.Model):
    """What a word of another system means here. ``code`` empty: it is left out. The newest answer counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=TermKind.choices)
    word = models.CharField(max_length=300)
    code = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S1="id kind word code by at")
    shield = OPERATIONAL

    class Meta:
        ordering = ["kind", "word"]
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="monitoring_term_answer_once")]
