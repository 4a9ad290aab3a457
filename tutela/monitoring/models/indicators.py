"""Indicators with their method sheets, targets, values and breaks."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Codes, Entry, Register

from ..enums import BreakKind, Direction, IndicatorType, ValueSource, ValueState
from .recommendations import Recommendation

GROUP = _("Indicators and estimates")
YEAR = [MinValueValidator(1900), MaxValueValidator(2100)]
SHEET = ("definition", "numerator", "denominator", "inclusion", "data_owner", "limits", "revisions")
"""The parts of a method sheet; without all of them an indicator is not published (P32)."""
BREAKDOWN = re.compile(r"^$|^[A-Z]=[\w.+-]+(;[A-Z]=[\w.+-]+)*$")


class Indicator(Entry):
    """What is measured, how, from where to where. The method sheet is part of it and never optional."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    title = models.CharField(_("Title"), max_length=200)
    kind = models.CharField(_("Type"), max_length=20, choices=IndicatorType.choices)
    unit = models.CharField(_("Unit"), max_length=60)
    direction = models.CharField(_("Direction"), max_length=5, choices=Direction.choices)
    definition = models.TextField(_("Definition"))
    numerator = models.TextField(_("Numerator"))
    denominator = models.TextField(_("Denominator"), help_text=_("Write “none” for a plain count."))
    inclusion = models.TextField(_("Who and what is counted"))
    data_owner = models.CharField(_("Data owner"), max_length=200)
    limits = models.TextField(_("Limits"))
    revisions = models.TextField(_("When it is revised"))
    baseline_year = models.PositiveSmallIntegerField(_("Baseline year"), validators=YEAR)
    baseline = models.DecimalField(_("Baseline"), max_digits=16, decimal_places=4)
    target_year = models.PositiveSmallIntegerField(_("Target year"), validators=YEAR)
    target = models.DecimalField(_("Target"), max_digits=16, decimal_places=4)
    expected = Codes(_("Expected disaggregations"), help_text=_("Letters of the checklist, such as S A R."))
    evaluation = models.CharField(_("Independent evaluation"), max_length=200, blank=True)
    questions = Codes(_("Checklist rows it answers"))
    recommendations = models.ManyToManyField(
        Recommendation, related_name="indicators", blank=True, verbose_name=_("Recommendations it measures")
    )

    data = DataClasses(
        retention="reference",
        S0="code title kind unit direction definition numerator denominator inclusion data_owner limits revisions "
        "baseline_year baseline target_year target expected evaluation questions recommendations",
        S1=BASE,
    )
    register = Register(
        "indicators",
        _("Indicators"),
        P.INDICATOR_KEEP,
        ("code",),
        ("code", "title", "kind", "unit", "target_year", "target"),
        GROUP,
        lists={"questions": "questions", "expected": "dimensions_of_reports"},
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target_year__gt=models.F("baseline_year")),
                name="monitoring_indicator_years",
                violation_error_message=_("The target year must come after the baseline year."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class YearTarget(Entry):
    """A target for one year on the way."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets", verbose_name=_("Indicator"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=YEAR)
    value = models.DecimalField(_("Target"), max_digits=16, decimal_places=4)

    data = DataClasses(retention="reference", S0="indicator year value", S1=BASE)
    register = Register(
        "year-targets",
        _("Targets by year"),
        P.INDICATOR_KEEP,
        ("indicator", "year"),
        ("indicator", "year", "value"),
        GROUP,
        fixed=("indicator", "year", "value"),
    )

    class Meta:
        ordering = ["indicator__code", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"],
                name="monitoring_year_target_once",
                violation_error_message=_("This year has its target already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"


class Measurement(Entry):
    """One value of an indicator, or why there is none. ``breakdown`` such as ``A=10-14;S=girl``; empty for the total.

    ``source`` says where it comes from: a released statistic (``reference`` names the release), a file, or by hand with
    evidence. A case is never counted here.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values", verbose_name=_("Indicator"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=YEAR)
    breakdown = models.CharField(_("Breakdown"), max_length=200, blank=True, help_text=_("Such as A=10-14;S=girl."))
    state = models.CharField(_("Value or why there is none"), max_length=20, choices=ValueState.choices, default="value")
    value = models.DecimalField(_("Value"), max_digits=16, decimal_places=4, null=True, blank=True)
    source = models.CharField(_("Where it comes from"), max_length=10, choices=ValueSource.choices)
    reference = models.CharField(_("Release, file or evidence"), max_length=200)
    collected_on = models.DateField(_("Collected on"))
    note = models.CharField(_("Note"), max_length=300, blank=True)

    data = DataClasses(
        retention="reference",
        S0="indicator year breakdown state value source reference collected_on note",
        S1=BASE,
    )
    register = Register(
        "values",
        _("Values"),
        P.INDICATOR_KEEP,
        ("indicator", "year", "breakdown"),
        ("indicator", "year", "breakdown", "state", "value", "source", "reference"),
        GROUP,
    )

    class Meta:
        ordering = ["indicator__code", "year", "breakdown"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "breakdown"],
                name="monitoring_value_once",
                violation_error_message=_("This indicator, year and breakdown has a value already. Change that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="value", value__isnull=False) | (~models.Q(state="value") & models.Q(value=None)),
                name="monitoring_value_or_state",
            ),
            models.CheckConstraint(condition=~models.Q(reference=""), name="monitoring_value_has_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {self.breakdown}"

    def clean(self) -> None:
        """A number exactly when it says there is one; a breakdown in one order."""
        super().clean()
        if self.state == ValueState.VALUE and self.value is None:
            raise ValidationError({"value": _("Write the value, or say why there is none. Nothing known is not zero.")})
        if self.state != ValueState.VALUE and self.value is not None:
            raise ValidationError({"value": _("Take the number away, or say that there is a value.")})
        if not BREAKDOWN.match(self.breakdown):
            raise ValidationError({"breakdown": _("Write it as letter=code, with ; between: A=10-14;S=girl.")})
        self.breakdown = ";".join(sorted(filter(None, self.breakdown.split(";"))))


class Break(Entry):
    """From this year on the series cannot be compared with before."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="breaks", verbose_name=_("Indicator"))
    year = models.PositiveSmallIntegerField(_("First year after the break"), validators=YEAR)
    kind = models.CharField(_("Why"), max_length=20, choices=BreakKind.choices)
    reason = models.CharField(_("What changed"), max_length=300)

    data = DataClasses(retention="reference", S0="indicator year kind reason", S1=BASE)
    register = Register(
        "breaks",
        _("Breaks in series"),
        P.INDICATOR_KEEP,
        ("indicator", "year", "kind"),
        ("indicator", "year", "kind", "reason"),
        GROUP,
    )

    class Meta:
        ordering = ["indicator__code", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "kind"],
                name="monitoring_break_once",
                violation_error_message=_("This break is marked already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
