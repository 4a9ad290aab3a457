"""The State report: paragraphs bound to what they rest on, annex tables, frozen versions."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield
from tutela.kernel.ids import uuid7
from tutela.registers.api import BASE, Codes, Entry, Register

from ..enums import PageKind, ReportKind, Section, Step
from ..states import VersionState
from .indicators import Indicator
from .instruments import WatchedState
from .recommendations import APPEND_ONLY

GROUP = _("State report")
FIRST_REPORT_WORDS, LATER_REPORT_WORDS = 31_800, 21_200
"""Word limits of A/RES/68/268."""


class StateReport(Entry):
    """A report in the making. ``cut_off``: nothing dated later enters a version."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    state = models.ForeignKey(
        WatchedState, on_delete=models.PROTECT, related_name="state_reports", verbose_name=_("Country")
    )
    instrument = models.CharField(_("Instrument"), max_length=20)
    kind = models.CharField(_("Report"), max_length=20, choices=ReportKind.choices)
    title = models.CharField(_("Title"), max_length=200)
    cut_off = models.DateField(_("Cut-off date"))
    word_limit = models.PositiveIntegerField(_("Word limit"), validators=[MinValueValidator(1)], default=LATER_REPORT_WORDS)
    language = models.CharField(_("Language"), max_length=5, default="en")

    data = DataClasses(retention="reference", S0="code state instrument kind title cut_off word_limit language", S1=BASE)
    register = Register(
        "state-reports",
        _("State reports"),
        P.STATE_REPORT_WRITE,
        ("code",),
        ("code", "state", "instrument", "kind", "title", "cut_off"),
        GROUP,
        lists={"instrument": "instruments"},
    )

    class Meta:
        ordering = ["-cut_off"]

    def __str__(self) -> str:
        return self.title


class Paragraph(Entry):
    """A paragraph of a section with its bindings: checklist rows, provisions, recommendations, activities, consultations."""

    report = models.ForeignKey(StateReport, on_delete=models.PROTECT, related_name="paragraphs", verbose_name=_("Report"))
    section = models.CharField(_("Section"), max_length=5, choices=Section.choices)
    place = models.PositiveSmallIntegerField(_("Place in the section"))
    text = models.TextField(_("Text"))
    questions = Codes(_("Checklist rows"))
    provisions = Codes(_("Provisions (codes)"))
    recommendations = Codes(_("Recommendations (keys)"))
    activities = Codes(_("Activities (codes)"))
    consultations = Codes(_("Consultations (codes)"))
    tables = Codes(_("Annex tables (numbers)"))

    data = DataClasses(
        retention="reference",
        S0="report section place text questions provisions recommendations activities consultations tables",
        S1=BASE,
    )
    register = Register(
        "paragraphs",
        _("Paragraphs"),
        P.STATE_REPORT_WRITE,
        ("report", "section", "place"),
        ("report", "section", "place", "text"),
        GROUP,
        lists={"questions": "questions"},
    )

    class Meta:
        ordering = ["report__code", "section", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section", "place"],
                name="monitoring_paragraph_place_once",
                violation_error_message=_("This place in the section is taken."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.place}"


class AnnexTable(Entry):
    """A numbered table of the annex: an indicator's values by year, by one dimension, filled when the report is frozen."""

    report = models.ForeignKey(StateReport, on_delete=models.PROTECT, related_name="tables", verbose_name=_("Report"))
    number = models.PositiveSmallIntegerField(_("Number"), validators=[MinValueValidator(1)])
    title = models.CharField(_("Title"), max_length=200)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", verbose_name=_("Indicator"))
    dimension = models.CharField(_("Broken down by (a letter)"), max_length=1, blank=True)
    first_year = models.PositiveSmallIntegerField(_("First year"))
    last_year = models.PositiveSmallIntegerField(_("Last year"))

    data = DataClasses(retention="reference", S0="report number title indicator dimension first_year last_year", S1=BASE)
    register = Register(
        "annex-tables",
        _("Annex tables"),
        P.STATE_REPORT_WRITE,
        ("report", "number"),
        ("report", "number", "title", "indicator", "dimension", "first_year", "last_year"),
        GROUP,
        lists={"dimension": "dimensions_of_reports"},
    )

    class Meta:
        ordering = ["report__code", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="monitoring_annex_number_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="monitoring_annex_years",
                violation_error_message=_("The last year lies before the first year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ReportVersion(models.Model):
    """A frozen snapshot of everything the report says; every printed form is made from ``content`` alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(StateReport, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.FROZEN)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    words = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(default=now)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S0="content sha256 words",
        S1="id report number state frozen_at frozen_by signed_at signed_by",
    )
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW, update=ANY_ROW))

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="monitoring_report_version_once"),
            models.CheckConstraint(
                condition=models.Q(signed_by=None, signed_at=None)
                | (models.Q(signed_by__isnull=False, signed_at__isnull=False) & ~models.Q(signed_by=models.F("frozen_by"))),
                name="monitoring_report_signed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"


class PublishedPage(models.Model):
    """A page of the public site as it was approved: the public site's database role reads this table and nothing else here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=PageKind.choices)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S0="id kind content sha256 published_at")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW), public=Rows(read=ANY_ROW), oversight=Rows(read=ANY_ROW))

    class Meta:
        ordering = ["-published_at"]
        indexes = [models.Index(fields=["kind", "-published_at"], name="monitoring_publication_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.published_at}"


class Reminder(models.Model):
    """A step of the ladder that was told: once for each date, step and person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.CharField(max_length=80)
    due_on = models.DateField()
    step = models.CharField(max_length=5, choices=Step.choices)
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="operational", S1="id subject due_on step to at")
    shield = APPEND_ONLY

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["subject", "due_on", "step", "to"], name="monitoring_reminder_once")]
