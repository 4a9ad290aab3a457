"""Assessing: factors with strengths, a risk level with reasons, a safety plan first; decided by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import FILE, CaseFile, ChildView, Deadline, DeadlineKind, FileState, work_on_file
from tutela.cases.api.steps import add_section, cancel_deadline, meet_deadline, move_file, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..models import Assessment, SafetyPlan
from ..policies.planning import PRINCIPLES, edit_draft, submit_assessment
from .approvals import submit

ASSESSMENT = [
    "kind",
    "factors",
    "factor_notes",
    "chains",
    "strengths",
    "protective_persons",
    "needs",
    "risk_level",
    "risk_reasons",
    "fled",
    "reassess_on",
    "principles",
    "view",
]
LEVELS_SAID = ("child", "family", "community", "national", "global")
"""Levels in words, taken beside the codes of ``vulnerability_levels``."""
FLED = "fled"
"""The key of ``factor_notes`` that says from where the child fled, and why no contact the same day."""
_UNKNOWN = _("There is no such answer in this form.")
SAME_DAY = dt.timedelta(hours=12)
SAFETY = ["safe_persons", "safe_places", "signals", "contact_rules", "made_with_child", "child_version_given_on"]


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
    audit.record(by=by, action="assessment_started", subject=f"care.assessment:{assessment.pk}", about=str(file.child_id))
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
    _check(assessment.file, values, assessment)
    revised = revise(section=assessment, by=by, base_version=base_version, values=values)
    _same_day_contact(revised, by)
    audit.record(
        by=by, action="assessment_revised", subject=f"care.assessment:{assessment.pk}", about=str(assessment.file.child_id)
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
        subject=f"care.assessment:{assessment.pk}",
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
    problems: dict[str, Any] = {name: _UNKNOWN for name in values if name not in SAFETY}
    for name in ("safe_persons", "contact_rules"):
        if not str(values.get(name, "")).strip():
            problems[name] = _("Write at least one; together with the child where that is possible.")
    if problems:
        raise InvalidInput(problems)
    plan = add_section(model=SafetyPlan, file=file, by=by, values=values)
    meet_deadline(file=file, kind=DeadlineKind.SAFETY_PLAN, by=by)
    audit.record(by=by, action="safety_plan_made", subject=f"care.safety_plan:{plan.pk}", about=str(file.child_id))
    return plan


@transaction.atomic
def link_factors(
    *, assessment: Assessment, by: Actor, base_version: int, start: str, end: str, confirmed: bool = True
) -> Assessment:
    """Confirm that one present factor leads to another, or take such a link away (R37).

    Raises:
        Refused: not the worker, or no draft any more.
        InvalidInput: a factor that is not present, or twice the same.
        StaleVersion: somebody saved meanwhile.
    """
    link = [start, end]
    chains = [known for known in assessment.chains if known != link] + ([link] if confirmed else [])
    return revise_assessment(assessment=assessment, by=by, base_version=base_version, values={"chains": chains})


def _same_day_contact(assessment: Assessment, by: Actor) -> None:
    """Having fled a marriage, employer, home or institution heightens the danger: contact the same day, unless refused with
    a reason (R52), kept under ``factor_notes["fled"]``. A contact once set is not pushed back by saving again."""
    refused = str(assessment.factor_notes.get(FLED, {}).get("no_contact_because", "")).strip()
    known = Deadline.objects.filter(file=assessment.file_id, kind=DeadlineKind.FLIGHT_CONTACT, subject=assessment.pk)
    if not assessment.fled or refused:
        cancel_deadline(file=assessment.file, kind=DeadlineKind.FLIGHT_CONTACT, by=by, subject=assessment.pk)
    elif not known.filter(cancelled_at=None).exists():
        due = now() + SAME_DAY
        set_deadline(file=assessment.file, kind=DeadlineKind.FLIGHT_CONTACT, due_at=due, by=by, subject=assessment.pk)


def _check(file: CaseFile, values: Mapping[str, Any], before: Assessment | None = None) -> None:
    problems: dict[str, Any] = {name: _UNKNOWN for name in values if name not in ASSESSMENT}
    factors = values.get("factors", before.factors if before else {})
    if not all(_factor_known(code, answer) for code, answer in factors.items()):
        problems["factors"] = _("One of the factors has no known code or answer. Choose from the list.")
    elif "chains" in values and not all(_link_holds(link, factors) for link in values["chains"]):
        problems["chains"] = _("A link joins two different factors that are marked as present. Choose both from the list.")
    if not set(values.get("factor_notes", {})) <= {*factors, FLED}:
        problems["factor_notes"] = _("A note belongs to an answered factor. Answer the factor, or leave the note out.")
    if not set(values.get("principles", {})) <= set(PRINCIPLES):
        problems["principles"] = _("These are not the four general principles.")
    if values.get("risk_level") and not vocabulary.is_code("risk_levels", values["risk_level"]):
        problems["risk_level"] = _("Choose high, medium, low or none.")
    if values.get("reassess_on") is not None and values["reassess_on"] < today():
        problems["reassess_on"] = _("This day has passed. Choose today or later.")
    view: ChildView | None = values.get("view")
    if view is not None and view.file_id != file.pk:
        problems["view"] = _("These views belong to another file.")
    if problems:
        raise InvalidInput(problems)


def _factor_known(code: str, answer: object) -> bool:
    if not isinstance(answer, Mapping) or not vocabulary.is_code("vulnerability", code):
        return False
    level = answer.get("level", "")
    known_level = not level or level in LEVELS_SAID or vocabulary.is_code("vulnerability_levels", level)
    return known_level and vocabulary.is_code("factor_states", answer.get("state", ""))


def _link_holds(link: object, factors: Mapping[str, Any]) -> bool:
    if not isinstance(link, (list, tuple)) or len(link) != 2 or link[0] == link[1]:
        return False
    return all(isinstance(end, str) and factors.get(end, {}).get("state") == "present" for end in link)
