"""Shocks that raise the risk for children in a place, and the checklist each one opens (R105)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.directory.api import Organisation, Territory
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Entry, Register, not_before

GROUP = _("Shocks")


class Shock(Entry):
    """A crisis, conflict, disaster, epidemic or climate event in a territory; entering it opens its checklist."""

    code = models.CharField(_("Code"), max_length=30, unique=True)
    kind = models.CharField(_("Kind"), max_length=40)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("Territory"))
    title = models.CharField(_("What happened"), max_length=200)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    ordered = (("starts_on", "ends_on"),)
    data = DataClasses(retention="reference", S0="code kind territory title starts_on ends_on", S1=BASE)
    register = Register(
        "shocks",
        _("Shocks"),
        P.PLAN_KEEP,
        ("code",),
        ("code", "kind", "territory", "title", "starts_on", "ends_on"),
        GROUP,
        hint=_("A new row opens the checklist of measures for the protection of children."),
        lists={"kind": "shock_kinds"},
        follows="tutela.planning.actions.shocks.open_checklist",
    )

    class Meta:
        ordering = ["-starts_on", "code"]
        constraints = [not_before("starts_on", "ends_on", "planning_shock_dates")]

    def __str__(self) -> str:
        return self.title


class ShockMeasure(Entry):
    """A row of a shock's checklist: what is to be done, by when, by whom, and whether it was."""

    shock = models.ForeignKey(Shock, on_delete=models.PROTECT, related_name="measures", verbose_name=_("Shock"))
    measure = models.CharField(_("Measure"), max_length=40)
    due_on = models.DateField(_("Due on"))
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who does it")
    )
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    data = DataClasses(retention="reference", S0="shock measure due_on owner done_on note", S1=BASE)
    register = Register(
        "shock-measures",
        _("Measures in shocks"),
        P.PLAN_KEEP,
        ("shock", "measure"),
        ("shock", "measure", "due_on", "owner", "done_on"),
        GROUP,
        lists={"measure": "shock_measures"},
    )

    class Meta:
        ordering = ["shock__code", "due_on", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["shock", "measure"],
                name="planning_shock_measure_once",
                violation_error_message=_("This measure stands on the checklist already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.shock_id} {self.measure}"
