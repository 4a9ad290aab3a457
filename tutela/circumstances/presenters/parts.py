"""Parts in words: the list of a file, one part as it is read, what a revision changed, the sheet to print, the lines to export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, work_on_file
from tutela.cases.api.words import label
from tutela.kernel.actor import Actor

from ..enums import Step
from ..models import Group, Need, Part, Prompt, Question
from ..models.answers import Answers, asked, shown
from ..models.declaration import NO_ANSWER, said
from ..models.rows import Revision
from ..policies.parts import is_answered, prompts_of
from ..queries.answers import open_tasks


def row(file: CaseFile, part: Part, newest: Revision | None, suggested: bool) -> dict[str, Any]:
    """One part in the list of a file."""
    return {
        "url": reverse("part", args=[file.pk, part.code]),
        "title": part.label,
        "explanation": said(part.explanation),
        "step": str(Step(part.step).label),
        "suggested": suggested and newest is None,
        "newest": newest,
        "own": part.source != "tutela",
    }


def sections(part: Part, answers: Answers, changed: Iterable[str] = ()) -> list[dict[str, Any]]:
    """What was answered, by section; ``changed``: names marked as changed by this revision."""
    marked = set(changed)
    found: dict[str, dict[str, Any]] = {}
    for group, one, number, values in asked(part, answers):
        if one.kind == "note" or one.code not in values:
            continue
        key = f"{group.code}:{number}"
        title = f"{group.label} {number_format(number + 1)}" if group.repeats else group.label
        section = found.setdefault(key, {"title": title, "facts": []})
        section["facts"].append(
            {
                "label": one.label,
                "value": say(one, values[one.code]),
                "changed": (group.code if group.repeats else one.code) in marked,
            }
        )
    return list(found.values())


def say(question: Question, value: Any) -> str:
    """An answer in the reader's language."""
    if isinstance(value, list):
        return ", ".join(_choice(question, code) for code in value)
    if question.kind in ("one", "many"):
        return _choice(question, value)
    if value in NO_ANSWER:
        return label("universal", value)
    return number_format(value) if isinstance(value, (int, float)) else str(value)


def contents(part: Part, answers: Answers, url: str) -> list[dict[str, Any]]:
    """The sections that can be filled in, each with its address."""
    return [
        {"title": group.label, "url": f"{url}/{group.code}", "written": _written(group, answers)}
        for group in part.groups
        if shown(part, answers, group)
    ]


def prompts(file: CaseFile, part: Part, answers: Answers, *, works: bool) -> list[dict[str, Any]]:
    """What the worker is told, and where it leads."""
    due = {prompt.code for prompt in open_tasks(file, part)}
    return [_prompt(file, part, one, one.code in due and works, works) for one in prompts_of(part, answers, file)]


def need_rows(needs: list[Need]) -> list[dict[str, Any]]:
    """Services the child has no access to, and what the plan says of each."""
    return [
        {
            "need": need,
            "title": label("basic_services", need.item),
            "answered": is_answered(need),
            "what": need.plan_action.goal if need.plan_action and is_answered(need) and not need.reason else need.reason,
        }
        for need in needs
    ]


def page(actor: Actor, file: CaseFile, part: Part, newest: Revision | None) -> dict[str, Any]:
    """A part of the file as it is read."""
    answers = newest.answers if newest else {}
    works = work_on_file.allows(actor, file)
    return {
        "part": part,
        "explanation": said(part.explanation),
        "newest": newest,
        "sections": sections(part, answers, newest.changed if newest and newest.number > 1 else ()),
        "prompts": prompts(file, part, answers, works=works),
        "contents": contents(part, answers, reverse("part", args=[file.pk, part.code])),
        "may_work": works,
    }


def lines(part: Part, revision: Revision | None) -> list[list[str]]:
    """Every answer on a line, for a file: section, time, question's code, question, answer's code, answer."""
    found = []
    answers = revision.answers if revision else {}
    for group, one, number, values in asked(part, answers):
        if one.kind == "note" or one.code not in values:
            continue
        value = values[one.code]
        code = " ".join(value) if isinstance(value, list) else str(value) if one.kind in ("one", "many") else ""
        found.append(
            [part.code, group.code, str(number + 1) if group.repeats else "", one.code, one.label, code, say(one, value)]
        )
    return found


def heads() -> list[str]:
    """Over the columns of :func:`lines`."""
    return [_("Part"), _("Section"), _("Time"), _("Code"), _("Question"), _("Code of the answer"), _("Answer")]


def differences(part: Part, current: Answers, submitted: Answers) -> list[dict[str, str]]:
    """Answers that two writers changed: what is saved now and what was typed."""
    by_name = {(group.code if group.repeats else one.code): (group, one) for group, one in part.questions()}
    rows = []
    for name in sorted(submitted):
        group, one = by_name[name]
        rows.append(
            {
                "label": group.label if group.repeats else one.label,
                "saved": _side(group, one, current.get(name)),
                "typed": _side(group, one, submitted.get(name)),
            }
        )
    return rows


def _side(group: Group, question: Question, value: Any) -> str:
    if value in (None, "", []):
        return _("No answer")
    if not group.repeats:
        return say(question, value)
    return "; ".join(", ".join(say(one, entry[one.code]) for one in group.questions if one.code in entry) for entry in value)


def _prompt(file: CaseFile, part: Part, prompt: Prompt, due: bool, works: bool) -> dict[str, Any]:
    return {
        "code": prompt.code,
        "words": said(prompt.words),
        "due": due,
        "done_url": reverse("part_task", args=[file.pk, part.code, prompt.code]) if due else "",
        "offer": label("services", prompt.offer) if prompt.offer else "",
        "offer_url": f"{reverse('referral_new', args=[file.pk])}?service={prompt.offer}" if prompt.offer and works else "",
    }


def _choice(question: Question, code: str) -> str:
    if question.list_id:
        return label(question.list_id, code)
    return next((choice.label for choice in question.own_choices if choice.code == code), code)


def _written(group: Group, answers: Answers) -> bool:
    return group.code in answers if group.repeats else any(one.code in answers for one in group.questions)
