"""National provisions, and what they are found to be when held against a question."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.accounts.api import User
from tutela.kernel.classification import DataClasses
from tutela.kernel.clock import now
from tutela.kernel.database.shield import ANY_ROW, Rows, Shield
from tutela.kernel.ids import uuid7
from tutela.registers.api import BASE, Codes, Entry, Register, not_before

from ..enums import Level, Severity
from .instruments import GROUP, WatchedState


class Provision(Entry):
    """An article of a national law, its words, and when it was in force."""

    code = models.CharField(_("Code"), max_length=40, unique=True, help_text=_("Short and lasting, such as PC-187."))
    state = models.ForeignKey(WatchedState, on_delete=models.PROTECT, related_name="provisions", verbose_name=_("Country"))
    law = models.CharField(_("Law"), max_length=200)
    article = models.CharField(_("Article"), max_length=60)
    text = models.TextField(_("Text of the article"))
    language = models.CharField(_("Language of the text"), max_length=5, default="en")
    from_on = models.DateField(_("In force from"))
    to_on = models.DateField(_("In force until"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=200)

    ordered = (("from_on", "to_on"),)
    data = DataClasses(retention="reference", S0="code state law article text language from_on to_on source", S1=BASE)
    register = Register(
        "provisions",
        _("National provisions"),
        P.LAW_KEEP,
        ("code",),
        ("code", "state", "law", "article", "from_on", "to_on"),
        GROUP,
    )

    class Meta:
        ordering = ["code"]
        constraints = [not_before("from_on", "to_on", "monitoring_provision_dates")]

    def __str__(self) -> str:
        return f"{self.law}, {self.article}"


class Finding(models.Model):
    """What a legal analyst found on one question for one State. A new finding never overwrites an older one.

    ``question`` is an id of the checklists (``H06``, ``L1``); ``edition`` their version. ``reviewed_by`` is somebody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.ForeignKey(WatchedState, on_delete=models.PROTECT, related_name="findings")
    question = models.CharField(max_length=5)
    edition = models.PositiveIntegerField()
    level = models.CharField(_("Finding"), max_length=20, choices=Level.choices)
    provisions = models.ManyToManyField(Provision, related_name="findings")
    evidence = models.TextField(_("Evidence and reasons"))
    severity = models.CharField(_("Severity of the gap"), max_length=10, choices=Severity.choices, blank=True)
    amendment = models.TextField(_("Proposed amendment"), blank=True)
    reform_on = models.DateField(_("Reform planned by"), null=True, blank=True)
    activities = Codes(_("Activities"))
    recommendations = Codes(_("Recommendations"))
    assessed_on = models.DateField()
    assessed_at = models.DateTimeField(default=now)
    assessed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    data = DataClasses(
        retention="reference",
        S0="state question edition level provisions evidence severity amendment reform_on activities recommendations",
        S1="id assessed_on assessed_at assessed_by reviewed_at reviewed_by",
    )
    shield = Shield(staff=Rows(read=ANY_ROW, insert=ANY_ROW, update=ANY_ROW))

    class Meta:
        ordering = ["question", "-assessed_on", "-assessed_at"]
        indexes = [models.Index(fields=["state", "question", "-assessed_on"], name="monitoring_finding_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None, reviewed_at=None)
                | (
                    models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                    & ~models.Q(reviewed_by=models.F("assessed_by"))
                ),
                name="monitoring_finding_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.get_level_display()}"
