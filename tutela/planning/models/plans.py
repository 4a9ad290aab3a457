"""Strategies, their objectives and activities, money, and what was decided about overlaps."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.directory.api import Office, Organisation, Territory
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, OPERATIONAL, Rows, Shield
from tutela.kernel.ids import uuid7
from tutela.registers.api import BASE, Codes, Entry, Register, not_before

from ..enums import OverlapVerdict, Status

GROUP = _("Recommendations and plans")
CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Write the currency as three capital letters, such as USD."))


class Strategy(Entry):
    """A strategy or plan of action of one body."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    title = models.CharField(_("Title"), max_length=200)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Body in charge"))
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    completed_on = models.DateField(_("Completed on"), null=True, blank=True)

    ordered = (("starts_on", "ends_on"), ("starts_on", "completed_on"))
    data = DataClasses(retention="reference", S0="code title owner starts_on ends_on completed_on", S1=BASE)
    register = Register(
        "plans",
        _("Plans"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "title", "owner", "starts_on", "ends_on", "completed_on"),
        GROUP,
    )

    class Meta:
        ordering = ["code"]
        constraints = [not_before("starts_on", "ends_on", "planning_plan_dates")]

    def __str__(self) -> str:
        return self.title


class Objective(Entry):
    """What a plan wants to reach; ``theme`` makes plans of different sectors comparable."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    plan = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("Plan"))
    title = models.CharField(_("Objective"), max_length=300)
    theme = models.CharField(_("Theme"), max_length=30)

    data = DataClasses(retention="reference", S0="code plan title theme", S1=BASE)
    register = Register(
        "objectives",
        _("Objectives"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "plan", "title", "theme"),
        GROUP,
        lists={"theme": "themes"},
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Activity(Entry):
    """What is done, by whom, where, for whom, when. The owner is an office and a person; handing over is an action."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="activities", verbose_name=_("Objective")
    )
    title = models.CharField(_("Activity"), max_length=300)
    owner_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible office")
    )
    owner_person = models.CharField(_("Responsible function"), max_length=120, help_text=_("A post, not a private name."))
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    group = models.CharField(_("Target group"), max_length=30)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    status = models.CharField(_("Status"), max_length=20, choices=Status.choices, default=Status.NOT_STARTED)
    progress = models.PositiveSmallIntegerField(
        _("Progress in per cent"), default=0, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    questions = Codes(_("Checklist rows it answers"))

    ordered = (("starts_on", "ends_on"),)
    data = DataClasses(
        retention="reference",
        S0="code objective title owner_office owner_person territory group starts_on ends_on status progress questions",
        S1=BASE,
    )
    register = Register(
        "activities",
        _("Activities"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "title", "owner_office", "territory", "group", "ends_on", "status", "progress"),
        GROUP,
        lists={"group": "groups", "questions": "questions"},
        fixed=("owner_office", "owner_person"),
        many=True,
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            not_before("starts_on", "ends_on", "planning_activity_dates"),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="planning_activity_progress"),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What is done is wholly done."""
        super().clean()
        if self.status == Status.IMPLEMENTED and self.progress != 100:
            raise ValidationError({"progress": _("An implemented activity stands at 100 per cent.")})


class HandOver(models.Model):
    """Who was responsible for an activity until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="hand_overs")
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    from_person = models.CharField(max_length=120)
    on = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S1="id activity from_office from_person on reason by at")
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW))

    class Meta:
        ordering = ["at"]


class BudgetLine(Entry):
    """Money for an activity in a year, from one source: planned, allocated, released, spent."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="budget", verbose_name=_("Activity"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    currency = models.CharField(_("Currency"), max_length=3, validators=[CURRENCY])
    funder = models.CharField(_("Source of the money"), max_length=120)
    external = models.BooleanField(_("External partner"), default=False)
    planned = models.DecimalField(_("Planned"), max_digits=16, decimal_places=2)
    allocated = models.DecimalField(_("Allocated"), max_digits=16, decimal_places=2, default=0)
    released = models.DecimalField(_("Released"), max_digits=16, decimal_places=2, default=0)
    spent = models.DecimalField(_("Spent"), max_digits=16, decimal_places=2, default=0)

    data = DataClasses(
        retention="reference", S0="activity year currency funder external planned allocated released spent", S1=BASE
    )
    register = Register(
        "budget-lines",
        _("Budget lines"),
        P.PLAN_KEEP,
        ("activity", "year", "currency", "funder"),
        ("activity", "year", "currency", "funder", "external", "planned", "allocated", "released", "spent"),
        GROUP,
    )

    class Meta:
        ordering = ["activity__code", "year", "funder"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "year", "currency", "funder"],
                name="planning_budget_line_once",
                violation_error_message=_("This source, year and currency is there already for the activity."),
            ),
            models.CheckConstraint(
                condition=models.Q(planned__gte=0, allocated__gte=0, released__gte=0, spent__gte=0),
                name="planning_budget_not_negative",
                violation_error_message=_("An amount is below zero. Write amounts as they are paid, without a sign."),
            ),
            models.CheckConstraint(condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="planning_budget_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.year} {self.funder}"


class PlanOverlap(models.Model):
    """What was decided about two activities with the same theme, group and territory. ``first`` sorts before ``second``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=OverlapVerdict.choices)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    data = DataClasses(retention="reference", S1="id first second verdict reason by at")
    shield = OPERATIONAL

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="planning_overlap_decided_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="planning_overlap_has_reason"),
        ]


class LocalCommitment(Entry):
    """Child protection in the development plan of a municipality or district (R104)."""

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    year = models.PositiveSmallIntegerField(_("Year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    commitment = models.TextField(_("Commitment"), blank=True)
    budget = models.DecimalField(_("Budget line"), max_digits=16, decimal_places=2, default=0)
    currency = models.CharField(_("Currency"), max_length=3, validators=[CURRENCY])
    indicator = models.CharField(_("Indicator"), max_length=200, blank=True)
    children = models.PositiveIntegerField(_("Children living there"), validators=[MinValueValidator(1)])

    data = DataClasses(retention="reference", S0="territory year commitment budget currency indicator children", S1=BASE)
    register = Register(
        "local-commitments",
        _("Local plans"),
        P.PLAN_KEEP,
        ("territory", "year"),
        ("territory", "year", "commitment", "budget", "currency", "children"),
        GROUP,
    )

    class Meta:
        ordering = ["-year", "territory__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "year"],
                name="planning_local_commitment_once",
                violation_error_message=_("This territory and year is there already."),
            ),
            models.CheckConstraint(condition=models.Q(budget__gte=0, children__gte=1), name="planning_local_amounts"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.year}"


class Support(Entry):
    """Technical or financial support of a partner, and what follows when it ends (R132)."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    partner = models.CharField(_("Partner"), max_length=120)
    purpose = models.CharField(_("Purpose"), max_length=300)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    amount = models.DecimalField(_("Amount"), max_digits=16, decimal_places=2)
    currency = models.CharField(_("Currency"), max_length=3, validators=[CURRENCY])
    sustainability = models.TextField(_("What remains after the end"), blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Followed by")
    )

    ordered = (("starts_on", "ends_on"),)
    data = DataClasses(
        retention="reference", S0="code partner purpose starts_on ends_on amount currency sustainability successor", S1=BASE
    )
    register = Register(
        "supports",
        _("Support by partners"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "partner", "purpose", "ends_on", "amount", "currency", "successor"),
        GROUP,
    )

    class Meta:
        ordering = ["ends_on"]
        constraints = [
            not_before("starts_on", "ends_on", "planning_support_dates"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="planning_support_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.purpose}"
