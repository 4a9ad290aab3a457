"""States watched, what they did with each instrument, what they reserved, which reports are due."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P
from tutela.kernel.classification import DataClasses
from tutela.registers.api import BASE, Entry, Register, not_before

from ..enums import ActKind, ReportKind, ReservationState

GROUP = _("Treaties and law")


class WatchedState(Entry):
    """A State whose acts are followed; ``own`` marks the State this installation serves. ``outline``: rings for the map."""

    code = models.CharField(_("Code"), max_length=3, unique=True, help_text=_("Three letters, as in ISO 3166."))
    name = models.CharField(_("Name"), max_length=100)
    region = models.CharField(_("Region"), max_length=60, blank=True)
    own = models.BooleanField(_("This installation serves this State"), default=False)
    outline = models.JSONField(null=True, blank=True, editable=False)

    data = DataClasses(retention="reference", S0="code name region own outline", S1=BASE)
    register = Register("states", _("States"), P.LAW_KEEP, ("code",), ("code", "name", "region", "own"), GROUP)

    class Meta:
        ordering = ["-own", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["own"],
                condition=models.Q(own=True),
                name="monitoring_one_own_state",
                violation_error_message=_("Another State is marked as the one this installation serves."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Act(Entry):
    """Signature, ratification … withdrawal. ``in_force_on``: for this State. ``text``: of an objection or declaration."""

    state = models.ForeignKey(WatchedState, on_delete=models.PROTECT, related_name="acts", verbose_name=_("Country"))
    instrument = models.CharField(_("Instrument"), max_length=20)
    kind = models.CharField(_("Act"), max_length=20, choices=ActKind.choices)
    acted_on = models.DateField(_("Day of the act"))
    deposited_on = models.DateField(_("Deposited on"), null=True, blank=True)
    in_force_on = models.DateField(
        _("In force for the State from"), null=True, blank=True, help_text=_("For a withdrawal: the day it takes effect.")
    )
    text = models.TextField(_("Text"), blank=True)
    source = models.CharField(_("Source"), max_length=200)
    as_of = models.DateField(_("Checked on"), null=True, blank=True)

    ordered = (("acted_on", "deposited_on"), ("acted_on", "in_force_on"))
    data = DataClasses(
        retention="reference",
        S0="state instrument kind acted_on deposited_on in_force_on text source as_of",
        S1=BASE,
    )
    register = Register(
        "acts",
        _("Acts on instruments"),
        P.LAW_KEEP,
        ("state", "instrument", "kind", "acted_on"),
        ("state", "instrument", "kind", "acted_on", "in_force_on", "source"),
        GROUP,
        lists={"instrument": "instruments"},
        follows="tutela.monitoring.api.report_of_new_party",
    )

    class Meta:
        ordering = ["state__name", "instrument", "acted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "instrument", "kind", "acted_on"],
                name="monitoring_act_once",
                violation_error_message=_("This act of this day is in the register already."),
            ),
            not_before("acted_on", "in_force_on", "monitoring_act_before_force"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.get_kind_display()}"


class Reservation(Entry):
    """A reservation or declaration, with its text and what became of it."""

    state = models.ForeignKey(WatchedState, on_delete=models.PROTECT, related_name="reservations", verbose_name=_("Country"))
    instrument = models.CharField(_("Instrument"), max_length=20)
    article = models.CharField(_("Article"), max_length=40)
    made_on = models.DateField(_("Made on"))
    text = models.TextField(_("Text"))
    language = models.CharField(_("Language of the text"), max_length=5, default="en")
    status = models.CharField(_("State now"), max_length=20, choices=ReservationState.choices, default="in_force")
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    contrary = models.BooleanField(_("Considered contrary to object and purpose"), default=False)
    source = models.CharField(_("Source"), max_length=200)

    ordered = (("made_on", "withdrawn_on"),)
    data = DataClasses(
        retention="reference",
        S0="state instrument article made_on text language status withdrawn_on contrary source",
        S1=BASE,
    )
    register = Register(
        "reservations",
        _("Reservations and declarations"),
        P.LAW_KEEP,
        ("state", "instrument", "article", "made_on"),
        ("state", "instrument", "article", "status", "made_on", "withdrawn_on"),
        GROUP,
        lists={"instrument": "instruments"},
    )

    class Meta:
        ordering = ["state__name", "instrument", "article"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "instrument", "article", "made_on"],
                name="monitoring_reservation_once",
                violation_error_message=_("This reservation is in the register already."),
            ),
            not_before("made_on", "withdrawn_on", "monitoring_reservation_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.article}"


class ReportDue(Entry):
    """A report to a treaty body: when it is due, and when it was sent."""

    state = models.ForeignKey(WatchedState, on_delete=models.PROTECT, related_name="reports_due", verbose_name=_("Country"))
    instrument = models.CharField(_("Instrument"), max_length=20)
    kind = models.CharField(_("Report"), max_length=20, choices=ReportKind.choices)
    due_on = models.DateField(_("Due on"))
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)
    symbol = models.CharField(_("Document symbol"), max_length=60, blank=True)

    data = DataClasses(retention="reference", S0="state instrument kind due_on submitted_on symbol", S1=BASE)
    register = Register(
        "reports-due",
        _("Reports due"),
        P.LAW_KEEP,
        ("state", "instrument", "kind", "due_on"),
        ("state", "instrument", "kind", "due_on", "submitted_on", "symbol"),
        GROUP,
        hint=_("A first report is entered by itself when an act makes the State a party; its date can be seen, not moved."),
        lists={"instrument": "instruments"},
        fixed=("state", "instrument", "kind", "due_on"),
    )

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["state", "instrument", "kind", "due_on"],
                name="monitoring_report_due_once",
                violation_error_message=_("This report is in the register already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.get_kind_display()} {self.due_on}"
