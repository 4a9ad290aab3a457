"""Consultations with children on a strategy: groups and counts, never a name."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Codes, Entry, Register

from ..enums import Phase
from .plans import Strategy

LEAST_IN_A_GROUP = 5


class Consultation(Entry):
    """What children said in one phase of a strategy, how they were protected, and what changed because of it."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    plan = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="consultations", verbose_name=_("Plan"))
    phase = models.CharField(_("Phase"), max_length=20, choices=Phase.choices)
    standing = models.BooleanField(_("Standing forum of children"), default=False)
    held_on = models.DateField(_("Held on"))
    children = models.PositiveIntegerField(_("How many children"), validators=[MinValueValidator(LEAST_IN_A_GROUP)])
    groups = Codes(_("Groups represented"), blank=False)
    method = models.TextField(_("Method"))
    safeguards = models.TextField(_("Safeguards"))
    facilitators = models.PositiveSmallIntegerField(_("Facilitators"), validators=[MinValueValidator(1)])
    trained = models.PositiveSmallIntegerField(_("Of them trained for it"), default=0)
    views = models.TextField(_("Views, in general terms"), help_text=_("No names, no quotes that point to one child."))
    changed = models.TextField(_("What changed because of it"))
    feedback_on = models.DateField(_("Children were told the result on"))

    ordered = (("held_on", "feedback_on"),)
    data = DataClasses(
        retention="reference",
        S0="code plan phase standing held_on children groups method safeguards facilitators trained views changed feedback_on",
        S1=BASE,
    )
    register = Register(
        "consultations",
        _("Consultations with children"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "plan", "phase", "held_on", "children", "trained", "feedback_on"),
        _("Recommendations and plans"),
        lists={"groups": "groups"},
    )

    class Meta:
        ordering = ["plan__code", "held_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(trained__lte=models.F("facilitators")),
                name="planning_consultation_facilitators",
                violation_error_message=_("There cannot be more trained facilitators than facilitators."),
            ),
            models.CheckConstraint(
                condition=models.Q(children__gte=LEAST_IN_A_GROUP),
                name="planning_consultation_aggregate",
                violation_error_message=_("A group is recorded from five children on, so that nobody is recognised."),
            ),
            models.CheckConstraint(
                condition=~models.Q(changed="") & ~models.Q(views=""), name="planning_consultation_says_what_changed"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Feedback is mandatory and cannot come first."""
        super().clean()
        if self.feedback_on is None:
            raise ValidationError({"feedback_on": _("Say when the children were told what came of it.")})
