"""Assessing: factors with strengths, a risk level with reasons, a safety plan first; decided by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums.file import DeadlineKind
from ..models import Assessment, CaseFile, ChildView, SafetyPlan
from ..policies.file import work_on_file
from ..policies.planning import edit_draft, submit_assessment
from ..states import FILE, FileState
from .approvals import submit
from .deadlines import meet_deadline, set_deadline
from .file_state import move_file
from .sections import add_section, revise

ASSESSMENT = (
    "kind factors factor_notes chains strengths protective_persons needs risk_level risk_reasons fled reassess_on "
    "principles view"
).split()
SAFETY = "safe_persons safe_places signals contact_rules made_with_child child_version_given_on".split()


@transaction.atomic
def start_assessment(*, file: CaseFile, by: Actor, values: Mapping[str, Any] | None = None) -> Assessment:
    """Begin an assessment; a registered or reopened file moves to “in assessment”.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown factors, levels or states.
    """
    work_on_file.require(by, file)
    _check(file, values or {})
    assessment = add_section(model=Assessment, file=file, by=by, values=values or {})
    if FILE.allows(file.state, FileState.IN_ASSESSMENT):
        move_file(file=file, target=FileState.IN_ASSESSMENT, by=by)
    _same_day_contact(assessment, by)
    audit.record(
        by=by, action="assessment_started", subject=f"cases.assessment:{assessment.pk}", about=str(file.child_id)
    )
    return assessment


@transaction.atomic
def revise_assessment(*, assessment: Assessment, by: Actor, base_version: int, values: Mapping[str, Any]) -> Assessment:
    """Save a new version of a draft.

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput: unknown factors, levels or states.
        StaleVersion: somebody saved meanwhile.
    """
    edit_draft.require(by, assessment)
    _check(assessment.file, values)
    revised = revise(section=assessment, by=by, base_version=base_version, values=values)
    _same_day_contact(revised, by)
    audit.record(
        by=by,
        action="assessment_revised",
        subject=f"cases.assessment:{assessment.pk}",
        about=str(assessment.file.child_id),
    )
    return revised


@transaction.atomic
def submit_for_approval(*, assessment: Assessment, by: Actor) -> Assessment:
    """Ask a supervisor to confirm the assessment and its risk level.

    Raises:
        Refused: something is missing; the reason says what.
    """
    submit_assessment.require(by, assessment)
    submit(work=assessment, by=by)
    audit.record(
        by=by,
        action="assessment_submitted",
        subject=f"cases.assessment:{assessment.pk}",
        about=str(assessment.file.child_id),
        details={"risk": assessment.risk_level},
    )
    return assessment


@transaction.atomic
def make_safety_plan(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> SafetyPlan:
    """Make (or renew) the safety plan; the deadline for it is met.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no safe person or no rule of contact.
    """
    work_on_file.require(by, file)
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in SAFETY}
    for name in ("safe_persons", "contact_rules"):
        if not str(values.get(name, "")).strip():
            problems[name] = _("Write at least one; together with the child where that is possible.")
    if problems:
        raise InvalidInput(problems)
    plan = add_section(model=SafetyPlan, file=file, by=by, values=values)
    meet_deadline(file=file, kind=DeadlineKind.SAFETY_PLAN, by=by)
    audit.record(by=by, action="safety_plan_made", subject=f"cases.safety_plan:{plan.pk}", about=str(file.child_id))
    return plan


def _same_day_contact(assessment: Assessment, by: Actor) -> None:
    """Having fled a marriage, employer, home or institution heightens the danger: contact the same day (R52)."""
    if assessment.fled:
        due = now() + dt.timedelta(hours=12)
        set_deadline(
            file=assessment.file, kind=DeadlineKind.FLIGHT_CONTACT, due_at=due, by=by, subject=assessment.pk
        )


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in ASSESSMENT}
    for code, answer in values.get("factors", {}).items():
        known = vocabulary.is_code("vulnerability", code) and isinstance(answer, Mapping)
        if not known or not vocabulary.is_code("factor_states", str(answer.get("state", ""))):
            problems["factors"] = _("One of the factors has no known code or answer. Choose from the list.")
    if values.get("risk_level") and not vocabulary.is_code("risk_levels", values["risk_level"]):
        problems["risk_level"] = _("Choose high, medium, low or none.")
    view: ChildView | None = values.get("view")
    if view is not None and view.file_id != file.pk:
        problems["view"] = _("These views belong to another file.")
    if problems:
        raise InvalidInput(problems)
