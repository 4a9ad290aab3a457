"""What follows from a part's answers: a task that is due, a need of a service, the codes that may be counted."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.care.api import ApprovalState, Plan, add_action
from tutela.cases.api import CaseFile, DeadlineKind
from tutela.cases.api.steps import add_section, meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.vocabulary import api as vocabulary

from ..enums import PartReason
from ..models import CountedAnswer, Need, Part, Prompt
from ..models.answers import Answers
from ..policies.parts import answer_need, is_answered, prompts_of, task_subject, write_part
from ..queries.answers import open_needs

WITHIN = dt.timedelta(days=14)
"""How soon an action for a basic service is due."""


@transaction.atomic
def follow_up(*, file: CaseFile, part: Part, by: Actor, before: Answers, after: Answers) -> None:
    """Everything that follows from the new answers. Part of saving, which asks the rule and records it."""
    old = {prompt.code for prompt in prompts_of(part, before, file)}
    for prompt in prompts_of(part, after, file):
        if prompt.task and prompt.code not in old:
            due = now() + dt.timedelta(hours=prompt.hours)
            set_deadline(
                file=file, kind=DeadlineKind(prompt.task), due_at=due, by=by, subject=task_subject(file, part, prompt)
            )
    if part.needs:
        _needs(file, part, by, after)
    _count(file, part, after)


@transaction.atomic
def finish_task(*, file: CaseFile, part: Part, by: Actor, prompt: Prompt) -> None:
    """Note that what a part called for was done.

    Raises:
        Refused: the actor does not work on this file.
        NotHere: nothing of it is due.
    """
    write_part.require(by, file, part)
    done = (
        meet_deadline(file=file, kind=DeadlineKind(prompt.task), by=by, subject=task_subject(file, part, prompt))
        if prompt.task
        else 0
    )
    if not done:
        raise NotHere
    audit.record(
        by=by,
        action="part_task_done",
        subject=f"cases.file:{file.pk}",
        about=str(file.child_id),
        details={"task": prompt.task},
    )


@transaction.atomic
def plan_need(*, need: Need, by: Actor) -> Need:
    """Put an action for a service the child lacks into the draft of the plan: once.

    Raises:
        Refused: not the worker, the need is over, or there is no draft to put it in.
    """
    need = _held(need)
    answer_need.require(by, need)
    if is_answered(need):
        return need
    plan = _draft(need.file)
    if plan is None:
        raise Refused(PartReason.NO_DRAFT_PLAN)
    return _plan(need, plan, by)


@transaction.atomic
def explain_need(*, need: Need, by: Actor, base_version: int, reason: str) -> Need:
    """Write why nothing is planned for a service the child lacks.

    Raises:
        Refused: not the worker, or the need is over.
        InvalidInput: no reason.
        StaleVersion: somebody saved meanwhile.
    """
    need = _held(need)
    answer_need.require(by, need)
    if not reason.strip():
        raise InvalidInput({"reason": _("Write a sentence: why is nothing planned?")})
    changed = revise(section=need, by=by, base_version=base_version, values={"reason": reason.strip()})
    _record(need, by, "need_explained")
    return changed


def _needs(file: CaseFile, part: Part, by: Actor, answers: Answers) -> None:
    known = {need.item: need for need in open_needs(file.pk)}
    plan = _draft(file)
    for question, item in (part.needs or {}).items():
        missing, need = answers.get(question) == "no_access", known.get(item)
        if missing and need is None:
            made = add_section(model=Need, file=file, by=by, values={"item": item})
            made.file = file
            if plan is not None:
                _plan(made, plan, by)
        elif not missing and need is not None:
            revise(section=need, by=by, base_version=need.version, values={"ended_on": today()})


def _plan(need: Need, plan: Plan, by: Actor) -> Need:
    wanted = vocabulary.code_list("basic_services").codes[need.item]
    action = add_action(
        plan=plan,
        by=by,
        track=str(wanted.attributes["track"]),
        service=str(wanted.attributes["service"]),
        goal=_("The child has access: %(service)s") % {"service": wanted.label()},
        due_on=today() + WITHIN,
    )
    planned = revise(section=need, by=by, base_version=need.version, values={"plan_action": action})
    _record(need, by, "need_planned")
    return planned


def _draft(file: CaseFile) -> Plan | None:
    drafts = Plan.objects.filter(file=file, state__in=(ApprovalState.DRAFT, ApprovalState.RETURNED))
    plan = drafts.order_by("-created_at").first()
    if plan is not None:
        plan.file = file
    return plan


def _held(need: Need) -> Need:
    """The need as it is now, locked: two who plan it at once do it one after the other."""
    held = Need.objects.select_for_update(of=("self",)).select_related("plan_action").get(pk=need.pk)
    held.file = need.file
    return held


def _count(file: CaseFile, part: Part, answers: Answers) -> None:
    """Keep the codes that are declared for statistics as the newest revision has them."""
    CountedAnswer.objects.filter(file=file, part=part.code).delete()
    rows = []
    for _group, one in part.questions():
        value = answers.get(one.code) if one.statistics else None
        codes = value if isinstance(value, list) else [value] if value else []
        rows += [CountedAnswer(file=file, part=part.code, question=one.code, code=code) for code in codes]
    CountedAnswer.objects.bulk_create(rows)


def _record(need: Need, by: Actor, action: str) -> None:
    audit.record(
        by=by,
        action=action,
        subject=f"circumstances.need:{need.pk}",
        about=str(need.file.child_id),
        details={"item": need.item},
    )
