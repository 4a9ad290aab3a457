"""The parts of the chapter: for each, its rows, its form, what makes one, and the steps that can follow. Screens and the HTTP API
are both made from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import NotHere
from tutela.kernel.rules import Rule

from .. import models
from ..actions import exposure, keep, proceedings, redress, wrongs
from ..policies import exposure as exposed
from ..policies import keep as keeping
from ..policies import redress as claims
from ..policies import wrongs as against
from . import proceedings as p
from . import redress as r
from . import wrongs as w


@dataclass(frozen=True)
class Step:
    """One step of a record; its action takes ``record``, ``by``, ``base_version`` and ``values``. ``known``: the fields that start
    with what is there."""

    name: str
    title: Any
    form: Any
    act: Callable[..., Any]
    rule: Rule[Any]
    icon: str = "edit"
    known: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of the chapter; ``make`` takes ``file``, ``by`` and ``values``; a part without it is opened by others."""

    name: str
    title: Any
    model: Any
    icon: str
    add: Any = ""
    form: Any = None
    make: Callable[..., Any] | None = None
    steps: tuple[Step, ...] = ()
    related: tuple[str, ...] = ()

    def step(self, name: str) -> Step:
        """A step by its name.

        Raises:
            NotHere: there is no such step.
        """
        return next((one for one in self.steps if one.name == name), None) or _nothing()


_BESIDE = (
    *("authority", "unit", "reference", "subject", "legal_aid", "legal_aid_name", "legal_aid_on"),
    *("support_person", "guardian", "support_on", "informed_on", "informed_by"),
)
PARTS = (
    Part("task", _("Legal steps"), models.LegalTask, "checklist", related=("owner",), steps=(
        Step("done", _("It is done"), p.TaskForm, keep.finish_task, keeping.end_run, "check"),
    )),
    Part("proceeding", _("Proceedings"), models.Proceeding, "gavel", _("Write down a complaint"), p.ProceedingForm,
         proceedings.open_proceeding, related=("unit",), steps=(
        Step("stage", _("Enter a stage"), p.StageForm, proceedings.enter_stage, keeping.enter_stage, "arrow-right",
             ("authority", "unit")),
        Step("change", _("Change"), p.ProceedingChangeForm, proceedings.revise_proceeding, keeping.change_record, "edit",
             _BESIDE),
        Step("discontinue", _("Discontinued"), p.DiscontinueForm, proceedings.discontinue, keeping.discontinue, "x"),
    )),
    Part("settlement", _("Out-of-court settlements"), models.Settlement, "alert-triangle", _("Record a settlement"),
         w.SettlementForm, wrongs.record_settlement, steps=(
        Step("follow", _("Where it stands now"), w.FollowSettlementForm, wrongs.follow_settlement, against.follow_settlement,
             "edit", ("state", "forms", "parties", "child_heard", "words")),
    )),
    Part("liberty", _("Held by an authority"), models.Liberty, "lock", _("The child is held"), w.LibertyForm,
         wrongs.record_liberty, related=("territory",), steps=(
        Step("release", _("The child is released"), w.ReleaseForm, wrongs.release, against.release, "check"),
        Step("alternative", _("Plan another place"), w.AlternativeForm, wrongs.plan_alternative, against.plan_alternative,
             "route"),
        Step("contest", _("The authority contests it"), w.ContestForm, wrongs.contest, against.contest, "x"),
        Step("remedy", _("Write the remedy"), w.RemedyForm, wrongs.remedy, against.remedy, "check"),
    )),
    Part("counsel", _("Legal advice before sharing"), models.Counsel, "scale", _("Record legal advice"), w.CounselForm,
         exposure.record_counsel, steps=(
        Step("confirm", _("Confirm"), w.ConfirmForm, exposure.confirm_counsel, exposed.confirm_counsel, "check"),
    )),
    Part("charge", _("Charges against the child"), models.Charge, "shield", _("The child is charged or punished"),
         w.ChargeForm, wrongs.record_charge, steps=(
        Step("seek", _("Non-punishment was asked for"), w.SeekForm, wrongs.seek_non_punishment, against.seek, "send"),
        Step("decide", _("How it ended"), w.DecideChargeForm, wrongs.decide_non_punishment, against.decide, "check"),
    )),
    Part("claim", _("Compensation"), models.Claim, "gavel", _("Claim compensation"), r.ClaimForm, redress.make_claim, steps=(
        Step("award", _("It is awarded"), r.AwardForm, redress.award, claims.award, "check"),
        Step("pay", _("Something was paid"), r.PayForm, redress.pay, claims.pay, "plus"),
        Step("reject", _("It is rejected"), r.RejectForm, redress.reject, claims.reject, "x"),
        Step("appeal", _("Appeal"), r.AgainForm, redress.claim_again, claims.claim_again, "refresh"),
    )),
    Part("cost", _("Costs charged"), models.Cost, "alert-triangle", _("Record costs"), r.CostForm, redress.record_cost, steps=(
        Step("end", _("Taken off or paid back"), r.CostEndForm, redress.end_cost, keeping.end_run, "check"),
    )),
    Part("measure", _("Child-sensitive measures"), models.CourtMeasure, "heart", _("Record a measure"), r.MeasureForm,
         redress.record_measure),
    Part("interview", _("Interviews of the child"), models.Interview, "message", _("Count an interview"), r.InterviewForm,
         redress.record_interview),
    Part("breach", _("Breaches of confidentiality"), models.Breach, "eye-off", _("Report a breach"), r.BreachForm,
         redress.record_breach, steps=(
        Step("end", _("What was done about it"), r.EndedForm, redress.end_breach, keeping.end_run, "check"),
    )),
    Part("threat", _("Threats and retaliation"), models.Threat, "alert-triangle", _("Record a threat"), r.ThreatForm,
         redress.record_threat, steps=(
        Step("protect", _("What protects"), r.ProtectForm, redress.protect, keeping.change_record, "shield", ("measures",)),
        Step("end", _("It is over"), r.EndedForm, redress.end_threat, keeping.end_run, "check"),
    )),
    Part("across", _("Across borders"), models.AcrossBorders, "send", _("Record a request"), r.AcrossForm,
         redress.ask_across, steps=(
        Step("answer", _("What came of it"), r.AcrossEndForm, redress.answer_across, keeping.end_run, "check"),
    )),
)  # fmt: skip
_BY_NAME = {part.name: part for part in PARTS}


def part_named(name: str) -> Part:
    """A part by its name.

    Raises:
        NotHere: there is no such part.
    """
    return _BY_NAME.get(name) or _nothing()


def _nothing() -> Any:
    raise NotHere
