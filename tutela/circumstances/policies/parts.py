"""Who reads and writes a part: the rules of the file, and for the medical track the referral (R41). What a part's answers call for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from tutela.accounts.api import AccountsReason, Permission
from tutela.care.api import Referral, open_as_service
from tutela.cases.api import CaseFile, FileReason, ages_on, see_file, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Reason, Rule
from tutela.vocabulary import api as vocabulary

from ..enums import PartReason
from ..models import Need, Part, Prompt

TREATS = ("accepted", "started")
TREATED = (*TREATS, "completed")


@Rule
def read_part(actor: Actor, file: CaseFile, part: Part) -> Reason | None:
    """Whoever sees the file; a medical part by nobody through the file."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    return PartReason.MEDICAL_ONLY if part.medical else None


@Rule
def write_part(actor: Actor, file: CaseFile, part: Part) -> Reason | None:
    """The worker of the file, while it is open; a medical part nobody through the file."""
    if (reason := read_part.why_not(actor, file, part)) is not None:
        return reason
    return work_on_file.why_not(actor, file)


@Rule
def read_medical(actor: Actor, referral: Referral, part: Part) -> PartReason | None:
    """The medical track of the service that has taken the child on, until the referral ends (R41)."""
    if not part.medical:
        return PartReason.NOT_MEDICAL
    if not actor.reaches(Permission.MEDICAL_TRACK, referral.provider_office_id):
        return PartReason.MEDICAL_ONLY
    taken = referral.track == "MED" and referral.state in TREATED and open_as_service.allows(actor, referral)
    return None if taken else PartReason.NOT_TREATED_HERE


@Rule
def write_medical(actor: Actor, referral: Referral, part: Part) -> PartReason | None:
    """The same, while treatment goes on."""
    if (reason := read_medical.why_not(actor, referral, part)) is not None:
        return PartReason(reason.value)
    return None if referral.state in TREATS else PartReason.NOT_TREATED_HERE


@Rule
def answer_need(actor: Actor, need: Need) -> Reason | None:
    """The worker of the file plans it or says why not, while it is there."""
    if (reason := work_on_file.why_not(actor, need.file)) is not None:
        return FileReason(reason.value)
    return None if need.ended_on is None else PartReason.NEED_ENDED


@Rule
def keep_forms(actor: Actor) -> Reason | None:
    """Administrators install and withdraw a country's forms; they read no answer."""
    return None if actor.has(Permission.DIRECTORY_EDIT) else PartReason.ADMINISTRATORS


@Rule
def covers_medical(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover for the medical track."""
    return None if actor.has(Permission.MEDICAL_TRACK) else AccountsReason.OUTSIDE_SCOPE


def prompts_of(part: Part, answers: Mapping[str, Any], file: CaseFile) -> list[Prompt]:
    """What the answers call for, the child's age and the country's age of work considered; a doubt about age protects the child."""
    ages = ages_on(file.child, today())
    child = ages is None or ages[0] < vocabulary.CHILD_AGE_LIMIT
    work = vocabulary.jurisdiction().ages.work
    return [prompt for prompt in part.prompts if _calls(prompt, answers, child, work)]


def task_subject(file: CaseFile, part: Part, prompt: Prompt) -> uuid.UUID:
    """What names the task of a prompt among the deadlines of a file: always the same, so that it is there once."""
    return uuid.uuid5(file.pk, f"{part.code}:{prompt.code}")


def is_answered(need: Need) -> bool:
    """Planned by an action that is still in the plan, or explained."""
    planned = need.plan_action is not None and need.plan_action.state != "dropped"
    return planned or bool(need.reason.strip())


def _calls(prompt: Prompt, answers: Mapping[str, Any], child: bool, work: int | None) -> bool:
    if (prompt.while_child and not child) or not prompt.when.holds(lambda name: answers.get(name, "")):
        return False
    return not prompt.below_work_age or (work is not None and answers[prompt.below_work_age] < work)
