"""What the law asks of companies, and their reports on it."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Entry, Register

from .instruments import GROUP
from .law import Provision


class LegalDuty(Entry):
    """What the law asks of access providers, telecommunications companies, banks (R126)."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    sector = models.CharField(_("Kind of company"), max_length=60)
    duty = models.TextField(_("Duty"))
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="duties", verbose_name=_("Provision"))
    report_months = models.PositiveSmallIntegerField(_("Reports every so many months"), validators=[MinValueValidator(1)])

    data = DataClasses(retention="reference", S0="code sector duty provision report_months", S1=BASE)
    register = Register(
        "legal-duties",
        _("Duties of companies"),
        P.LAW_KEEP,
        ("code",),
        ("code", "sector", "duty", "provision", "report_months"),
        GROUP,
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class DutyReport(Entry):
    """A company's report on its duty: notices acted on and hours taken, or that none came."""

    duty = models.ForeignKey(LegalDuty, on_delete=models.PROTECT, related_name="reports", verbose_name=_("Duty"))
    company = models.CharField(_("Company"), max_length=120)
    due_on = models.DateField(_("Due on"))
    received_on = models.DateField(_("Received on"), null=True, blank=True)
    notices = models.PositiveIntegerField(_("Notices received"), null=True, blank=True)
    acted = models.PositiveIntegerField(_("Notices acted on"), null=True, blank=True)

    data = DataClasses(retention="reference", S1="duty company due_on received_on notices acted" + BASE)
    register = Register(
        "duty-reports",
        _("Reports on duties"),
        P.LAW_KEEP,
        ("duty", "company", "due_on"),
        ("duty", "company", "due_on", "received_on", "notices", "acted"),
        GROUP,
    )

    class Meta:
        ordering = ["-due_on", "company"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "company", "due_on"],
                name="monitoring_duty_report_once",
                violation_error_message=_("This report is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.due_on}"
