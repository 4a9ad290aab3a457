"""Triage: take in hand, ask the safety questions, decide urgency, category and verification, write notes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import team_public_key
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.kernel.ids import uuid7
from tutela.vocabulary import api as vocabulary

from .. import policies
from ..enums import AgeBand, DueKind, NoteKind, SafetyQuestion, StepKind, Urgency, UrgencyReason
from ..models import Report, TriageNote, seal_words
from ..states import REPORT, ReportState
from .record_step import record_step

_ORDER = list(Urgency)
_POINT_TO_DANGER = {
    SafetyQuestion.HURT_NOW: "yes",
    SafetyQuestion.THREATENED: "yes",
    SafetyQuestion.WANTS_TO_DIE: "yes",
    SafetyQuestion.GONE: "yes",
}
_STEPS = ("escalation_step", "escalated_at", "escalated_to")
_POINT_TO_HASTE = {SafetyQuestion.SAFE_TONIGHT: "no", SafetyQuestion.SAFE_ADULT: "no"}


@transaction.atomic
def take_in_hand(*, report: Report, by: Actor) -> Report:
    """Begin, take over from a colleague, or go on with what was settled or waited for information.

    Raises:
        Refused: the actor triages no reports of this office.
        WrongState: a file was opened for it, or it cannot be taken up again.
    """
    policies.take_in_hand.require(by, report)
    if report.state != ReportState.IN_TRIAGE:
        before, report.state = report.state, REPORT.move(report.state, ReportState.IN_TRIAGE)
        record_step(report=report, kind=StepKind.STATE, by=by, before=before, after=report.state)
    if report.assignee_id != by.id:
        report.assignee_id = by.id
        record_step(report=report, kind=StepKind.ASSIGNED, by=by)
    report.proposed_state, report.proposed_by_id, report.expires_on = "", None, None
    _save(report, "state", "assignee", "proposed_state", "proposed_by", "expires_on")
    return report


@transaction.atomic
def answer_safety(*, report: Report, answers: Mapping[str, str], by: Actor) -> Urgency | None:
    """Keep the answers to the immediate-safety questions, sealed; returns the least urgency they call for.

    An answer that points to immediate danger raises the urgency at once; nothing lowers it by itself.

    Raises:
        Refused: not in hand, or not this actor's.
        InvalidInput: an unknown question or answer.
    """
    policies.triage_report.require(by, report)
    problems = {
        question: _("Choose one of the answers offered.")
        for question, answer in answers.items()
        if question not in SafetyQuestion.values or not vocabulary.is_code("yes_no_unknown", answer)
    }
    if problems:
        raise InvalidInput(problems)
    _add_note(report, NoteKind.SAFETY, dict(answers), by)
    found = _called_for(answers)
    if found is not None and _ORDER.index(found) < _ORDER.index(Urgency(report.urgency)):
        _set_urgency(report, found, UrgencyReason.SAFETY_ANSWERS, by)
    _save(report, "urgency", "urgency_reason", "ever_immediate", "due_at", "due_kind", *_STEPS)
    audit.record(by=by, action="report_safety_answered", subject=f"intake.report:{report.pk}")
    return found


@transaction.atomic
def decide_urgency(*, report: Report, urgency: str, reason: str, by: Actor) -> Report:
    """Decide how urgent it is, with a reason in words (sealed); from here on the first response is due.

    Raises:
        Refused: not in hand, or not this actor's.
        InvalidInput: an unknown code, or no reason.
    """
    policies.triage_report.require(by, report)
    if urgency not in Urgency.values:
        raise InvalidInput({"urgency": _("Choose how urgent it is.")})
    if not reason.strip():
        raise InvalidInput({"reason": _("Say in a few words why. Colleagues who come after you need it.")})
    _add_note(report, NoteKind.REASON, {"text": reason}, by)
    report.due_kind = DueKind.RESPONSE
    _set_urgency(report, Urgency(urgency), UrgencyReason.JUDGEMENT, by)
    _save(report, "urgency", "urgency_reason", "ever_immediate", "due_at", "due_kind", *_STEPS)
    return report


@transaction.atomic
def describe_report(*, report: Report, category: str, age_band: str, verification: str, by: Actor) -> Report:
    """Set the codes of the envelope. Verification stands apart: nothing depends on it (R22).

    Raises:
        Refused: not in hand, or not this actor's.
        InvalidInput: an unknown code.
    """
    policies.triage_report.require(by, report)
    lists = {"category": ("concerns", category), "verification": ("verification", verification)}
    problems = {
        name: _("Choose one of the answers offered.")
        for name, (code_list, code) in lists.items()
        if code != "UNK" and not vocabulary.is_code(code_list, code)
    }
    if age_band not in AgeBand.values:
        problems["age_band"] = _("Choose one of the answers offered.")
    if problems:
        raise InvalidInput(problems)
    if verification != report.verification:
        record_step(report=report, kind=StepKind.VERIFICATION, by=by, before=report.verification, after=verification)
    report.category, report.age_band, report.verification = category, age_band, verification
    _save(report, "category", "age_band", "verification")
    audit.record(by=by, action="report_described", subject=f"intake.report:{report.pk}")
    return report


@transaction.atomic
def write_note(*, report: Report, text: str, by: Actor) -> TriageNote:
    """Add a note, sealed to the team.

    Raises:
        Refused: not in hand, or not this actor's.
        InvalidInput: nothing written.
    """
    policies.triage_report.require(by, report)
    if not text.strip():
        raise InvalidInput({"text": _("Write the note first.")})
    note = _add_note(report, NoteKind.NOTE, {"text": text}, by)
    audit.record(by=by, action="report_note_written", subject=f"intake.report:{report.pk}")
    return note


@transaction.atomic
def add_reason(*, report: Report, text: str, by: Actor) -> TriageNote:
    """Keep the reason of a decision, sealed to the team; part of the deciding actions, which ask their own rules."""
    audit.record(by=by, action="report_reason_written", subject=f"intake.report:{report.pk}")
    return _add_note(report, NoteKind.REASON, {"text": text}, by)


def _called_for(answers: Mapping[str, str]) -> Urgency | None:
    if any(answers.get(question) == answer for question, answer in _POINT_TO_DANGER.items()):
        return Urgency.IMMEDIATE
    if any(answers.get(question) == answer for question, answer in _POINT_TO_HASTE.items()):
        return Urgency.DAY
    return None


def _set_urgency(report: Report, urgency: Urgency, reason: UrgencyReason, by: Actor) -> None:
    """Urgency, reason and the deadline of the matrix in force on the day it was told; a rise starts the clock anew."""
    raised = _ORDER.index(urgency) < _ORDER.index(Urgency(report.urgency))
    record_step(report=report, kind=StepKind.URGENCY, by=by, before=report.urgency, after=urgency)
    report.urgency, report.urgency_reason = urgency, reason
    report.ever_immediate = report.ever_immediate or urgency == Urgency.IMMEDIATE
    start = now() if raised else report.clock_from
    report.due_at = start + vocabulary.deadline(report.due_kind, urgency, on=report.taken_on)
    if report.due_at > now():
        report.escalation_step, report.escalated_at, report.escalated_to_id = 0, None, None


def _add_note(report: Report, kind: NoteKind, content: dict[str, str], by: Actor) -> TriageNote:
    key = team_public_key(report.team)
    row = uuid7()
    sealed = seal_words(key.public, content, "intake_triagenote", row)
    return TriageNote.objects.create(
        id=row,
        report=report,
        kind=kind,
        written_at=now(),
        written_by_id=by.id,
        team_key_id=key.id,
        words=sealed.words,
        words_key=sealed.key,
        mac=sealed.mac,
    )


def _save(report: Report, *names: str) -> None:
    report.version += 1
    report.save(update_fields=[*names, "version"])
