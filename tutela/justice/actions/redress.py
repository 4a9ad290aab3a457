"""Compensation to its payment, costs, measures, interviews, breaches, threats, requests across borders (R84-R88)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.cases.api import CaseFile, DeadlineKind
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline, time_for
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.vocabulary import api as vocabulary

from ..enums import Across, Answer, Authority, CostKind, Measure, Payer, Result, Task, Threatened, ThreatKind
from ..models import AcrossBorders, Breach, Claim, ClaimPayment, Cost, CourtMeasure, Interview, Section, Threat
from ..policies import redress as policies
from ..policies.answers import Answers, above, after
from ..policies.keep import change_record, end_run, keep_justice
from ..states import CLAIM, RUN, ClaimState
from .keep import close_tasks, due_sooner, note, open_task, take, tell

S = TypeVar("S", bound=Section)
_CLAIM = Answers(past=("claimed_on",), needed=("against", "claimed_on", "claimed"), also=("words",))
_AWARD = Answers(past=("decided_on",), needed=("decided_on", "awarded"), also=("words",))
_REJECT = Answers(past=("decided_on",), needed=("decided_on", "words"))
_AGAIN = Answers(past=("claimed_on",), needed=("claimed_on",), also=("words",))
_PAY = Answers(past=("paid_on",), needed=("paid_on", "amount"))
_COST = Answers(
    codes={"kind": CostKind, "payer": Payer},
    past=("charged_on",),
    needed=("kind", "payer", "charged_on", "amount"),
    also=("words",),
)
_COST_END = Answers(past=("ended_on",), needed=("ended_on", "words"))
_MEASURE = Answers(
    codes={"measure": Measure, "answer": "accessibility_of_measures"},
    past=("applied_on",),
    needed=("measure", "answer", "applied_on"),
    also=("words",),
)
_INTERVIEW = Answers(
    codes={"authority": Authority, "recorded": Answer, "support_person": Answer, "trained": Answer},
    past=("held_on",),
    needed=("held_on", "authority"),
    also=("words",),
)
_BREACH = Answers(codes={"authority": Authority}, past=("happened_on",), needed=("happened_on", "authority", "words"))
_ENDED = Answers(past=("ended_on",), needed=("ended_on", "result"))
_THREAT = Answers(
    codes={"kind": ThreatKind, "against": Threatened},
    past=("happened_on",),
    needed=("kind", "against", "happened_on", "words"),
    also=("measures",),
)
_PROTECT = Answers(needed=("measures",))
_ACROSS = Answers(
    codes={"kind": Across}, past=("sent_on",), needed=("kind", "country", "legal_basis", "sent_on"), also=("words",)
)
_ANSWERED = Answers(
    codes={"result": Result},
    past=("answered_on",),
    needed=("result", "answered_on"),
    also=("words", "confiscated", "for_victims"),
)


@transaction.atomic
def make_claim(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Claim:
    """Write down a claim for compensation or reparation.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: nobody it is against, nothing claimed, a day in the future.
    """
    keep_justice.require(by, file)
    return _made(Claim, file, by, _CLAIM.require(values, above(values, ["claimed"])), "claim_made")


@transaction.atomic
def award(*, record: Claim, by: Actor, base_version: int, values: Mapping[str, Any]) -> Claim:
    """Write down what a decision awards. Awarded is not paid.

    Raises:
        Refused: not whoever keeps the chapter, or decided already.
        InvalidInput: nothing awarded, a day before the claim.
        StaleVersion: somebody saved meanwhile.
    """
    policies.award.require(by, record)
    said = _AWARD.require(values, above(values, ["awarded"]) | after(values, "decided_on", record.claimed_on))
    return _claim(record, by, base_version, ClaimState.AWARDED, said)


@transaction.atomic
def reject(*, record: Claim, by: Actor, base_version: int, values: Mapping[str, Any]) -> Claim:
    """Write down that it was rejected, at first or on appeal.

    Raises:
        Refused: not whoever keeps the chapter, or over.
        InvalidInput: no words, a day before the claim.
        StaleVersion: somebody saved meanwhile.
    """
    policies.reject.require(by, record)
    said = _REJECT.require(values, after(values, "decided_on", record.claimed_on))
    return _claim(record, by, base_version, ClaimState.REJECTED, said | {"awarded": None})


@transaction.atomic
def claim_again(*, record: Claim, by: Actor, base_version: int, values: Mapping[str, Any]) -> Claim:
    """An appeal: it is claimed again.

    Raises:
        Refused: not whoever keeps the chapter, or it was not rejected.
        InvalidInput: a day before the decision.
        StaleVersion: somebody saved meanwhile.
    """
    policies.claim_again.require(by, record)
    said = _AGAIN.require(values, after(values, "claimed_on", record.decided_on))
    return _claim(record, by, base_version, ClaimState.CLAIMED, said | {"decided_on": None})


@transaction.atomic
def pay(*, record: Claim, by: Actor, base_version: int, values: Mapping[str, Any]) -> Claim:
    """Write down what was really paid; the claim is paid when the parts reach what was awarded.

    Raises:
        Refused: not whoever keeps the chapter, nothing awarded, or paid in full.
        InvalidInput: nothing paid, more than is left, a day before the decision.
        StaleVersion: somebody saved meanwhile.
    """
    policies.pay.require(by, record)
    left = (record.awarded or Decimal(0)) - _paid(record)
    problems = above(values, ["amount"]) | after(values, "paid_on", record.decided_on)
    if (values.get("amount") or 0) > left:
        problems["amount"] = _("This is more than is left of what was awarded. Check the amount.")
    said = _PAY.require(values, problems)
    add_section(model=ClaimPayment, file=record.file, by=by, values=said | {"claim": record})
    if said["amount"] == left:
        return _claim(record, by, base_version, ClaimState.PAID, {})
    saved = revise(section=record, by=by, base_version=base_version, values={"updated_at": now()})
    saved.file = record.file
    note(record=saved, by=by, what="claim_paid_in_part")
    return saved


@transaction.atomic
def record_cost(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Cost:
    """Write down costs charged to the child or the family; anything above zero opens a legal step.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, an amount below zero, a day in the future.
    """
    keep_justice.require(by, file)
    amount = values.get("amount")
    below = {"amount": _("Write zero or more.")} if amount is not None and amount < 0 else {}
    cost = _made(Cost, file, by, _COST.require(values, below), "cost_recorded")
    if cost.amount > 0:
        open_task(file=file, by=by, kind=Task.COSTS, subject=cost.pk)
    return cost


@transaction.atomic
def end_cost(*, record: Cost, by: Actor, base_version: int, values: Mapping[str, Any]) -> Cost:
    """The costs were taken off or paid back.

    Raises:
        Refused: not whoever keeps the chapter, or over.
        InvalidInput: no words, a day before they were charged.
        StaleVersion: somebody saved meanwhile.
    """
    end_run.require(by, record)
    said = _COST_END.require(values, after(values, "ended_on", record.charged_on))
    saved = _run(record, by, base_version, said, "cost_ended")
    close_tasks(file=record.file, by=by, subject=record.pk, result=str(_("The costs were taken off.")))
    return saved


@transaction.atomic
def record_measure(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> CourtMeasure:
    """Write down whether a child-sensitive measure is there.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, a day in the future.
    """
    keep_justice.require(by, file)
    return _made(CourtMeasure, file, by, _MEASURE.require(values), "measure_recorded")


@transaction.atomic
def record_interview(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Interview:
    """Count an interview of the child. Above the country's limit a legal step is opened and the supervisor told.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, a day in the future.
    """
    keep_justice.require(by, file)
    interview = _made(Interview, file, by, _INTERVIEW.require(values), "interview_recorded")
    if Interview.objects.filter(file=file).count() > vocabulary.jurisdiction().limits.interviews_of_a_child:
        open_task(file=file, by=by, kind=Task.INTERVIEWS, subject=file.pk)
        tell(record=interview, by=by, people={"supervisor": accounts.users_with("file_approve", file.office_id)})
    return interview


@transaction.atomic
def record_breach(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Breach:
    """Write down that confidentiality was broken in proceedings: an incident for the data protection officers, with the time
    that the country gives for a notice to the authority.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, nothing written, a day in the future.
    """
    keep_justice.require(by, file)
    breach = _made(Breach, file, by, _BREACH.require(values), "confidentiality_broken")
    due = now() + time_for("breach_notice_authority", "high")
    set_deadline(file=file, kind=DeadlineKind.CONFIDENTIALITY, due_at=due, by=by, subject=breach.pk)
    tell(record=breach, by=by, people={"data_protection_officer": accounts.users_holding("audit_view")})
    return breach


@transaction.atomic
def end_breach(*, record: Breach, by: Actor, base_version: int, values: Mapping[str, Any]) -> Breach:
    """Write down what was done about a breach.

    Raises:
        Refused: not whoever keeps the chapter, or over.
        InvalidInput: nothing written, a day before it happened.
        StaleVersion: somebody saved meanwhile.
    """
    end_run.require(by, record)
    said = _ENDED.require(values, after(values, "ended_on", record.happened_on))
    saved = _run(record, by, base_version, said, "breach_ended")
    meet_deadline(file=record.file, kind=DeadlineKind.CONFIDENTIALITY, by=by, subject=record.pk)
    return saved


@transaction.atomic
def record_threat(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Threat:
    """Write down a threat or retaliation: the risk is looked at again within the set hours, and the supervisor told.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, nothing written, a day in the future.
    """
    keep_justice.require(by, file)
    threat = _made(Threat, file, by, _THREAT.require(values), "threat_recorded")
    hours = vocabulary.jurisdiction().limits.threat_review_hours
    due_sooner(file=file, by=by, kind=DeadlineKind.REASSESSMENT, hours=hours)
    tell(record=threat, by=by, people={"supervisor": accounts.users_with("file_approve", file.office_id)})
    return threat


@transaction.atomic
def protect(*, record: Threat, by: Actor, base_version: int, values: Mapping[str, Any]) -> Threat:
    """Write down what protects against a threat.

    Raises:
        Refused: not whoever keeps the chapter.
        InvalidInput: nothing written.
        StaleVersion: somebody saved meanwhile.
    """
    change_record.require(by, record)
    saved = revise(section=record, by=by, base_version=base_version, values=_PROTECT.require(values))
    saved.file = record.file
    note(record=saved, by=by, what="threat_protected")
    return saved


@transaction.atomic
def end_threat(*, record: Threat, by: Actor, base_version: int, values: Mapping[str, Any]) -> Threat:
    """The threat is over.

    Raises:
        Refused: not whoever keeps the chapter, or over.
        InvalidInput: nothing written, a day before it happened.
        StaleVersion: somebody saved meanwhile.
    """
    end_run.require(by, record)
    said = _ENDED.require(values, after(values, "ended_on", record.happened_on))
    return _run(record, by, base_version, said, "threat_ended")


@transaction.atomic
def ask_across(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> AcrossBorders:
    """Write down a request to or from another country (ISO 3166-1, two letters).

    Raises:
        Refused: not whoever keeps the chapter of justice in this file; a child who seeks asylum or is a refugee (R130).
        InvalidInput: unknown codes, no country, no legal basis, a day in the future.
    """
    keep_justice.require(by, file)
    policies.ask_abroad.require(file)
    country = str(values.get("country") or "").strip().upper()
    two = len(country) == 2 and country.isascii() and country.isalpha()
    wrong = {} if two else {"country": _("Write the two letters of the country, such as FR.")}
    said = _ACROSS.require(dict(values) | {"country": country}, wrong)
    return _made(AcrossBorders, file, by, said, "request_sent")


@transaction.atomic
def answer_across(*, record: AcrossBorders, by: Actor, base_version: int, values: Mapping[str, Any]) -> AcrossBorders:
    """Write down what came of it; what was confiscated, and how much of it went to victims.

    Raises:
        Refused: not whoever keeps the chapter, or answered already.
        InvalidInput: no result, more for victims than confiscated, a day before the request.
        StaleVersion: somebody saved meanwhile.
    """
    end_run.require(by, record)
    problems = above(values, ["confiscated"]) | after(values, "answered_on", record.sent_on)
    used = values.get("for_victims")
    if used is not None and not 0 <= used <= (values.get("confiscated") or 0):
        problems["for_victims"] = _("This cannot be more than what was confiscated.")
    return _run(record, by, base_version, _ANSWERED.require(values, problems), "request_answered")


def _made(model: type[S], file: CaseFile, by: Actor, values: Mapping[str, Any], what: str) -> S:
    made = add_section(model=model, file=file, by=by, values=values)
    made.file = file
    note(record=made, by=by, what=what)
    return made


def _paid(claim: Claim) -> Decimal:
    found: Decimal | None = ClaimPayment.objects.filter(claim=claim).aggregate(Sum("amount"))["amount__sum"]
    return found or Decimal(0)


def _claim(record: Claim, by: Actor, base_version: int, target: ClaimState, values: Mapping[str, Any]) -> Claim:
    return take(
        record=record,
        by=by,
        base_version=base_version,
        machine=CLAIM,
        target=target,
        values=values,
        what=f"claim_{target.value}",
    )


def _run(record: S, by: Actor, base_version: int, values: Mapping[str, Any], what: str) -> S:
    return take(record=record, by=by, base_version=base_version, machine=RUN, target="done", values=values, what=what)
