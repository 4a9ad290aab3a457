"""Recording what the child said, how they were heard, the weight and the feedback (R65, R66, P36)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..enums.participation import Decision
from ..models import CaseFile, ChildView, PersonAround
from ..policies.file import work_on_file
from .sections import add_section, revise

VIEW = [
    "about",
    "heard_on",
    "views",
    "agrees",
    "not_obtained_because",
    "weight",
    "feedback",
    "feedback_on",
    "present",
    "present_others",
    "language",
    "interpreter",
    "support_person",
    "adjustments",
    "place",
    "chosen_by_child",
]


@transaction.atomic
def record_view(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> ChildView:
    """Record the child's views on one decision, or why they could not be obtained.

    Views given in the presence of a person marked unsafe are kept and marked as not free.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: neither views nor reason, an unknown decision, a person of another file, a day in the future.
    """
    work_on_file.require(by, file)
    _check(file, values)
    view = add_section(model=ChildView, file=file, by=by, values={**values, "free": _free(values.get("present", []))})
    audit.record(
        by=by,
        action="view_recorded",
        subject=f"cases.view:{view.pk}",
        about=str(file.child_id),
        details={"on": view.about, "free": view.free, "obtained": bool(view.views)},
    )
    return view


@transaction.atomic
def weigh_view(*, view: ChildView, by: Actor, base_version: int, weight: str, feedback: str) -> ChildView:
    """Add the weight given to the views and what the child was told about it.

    Raises:
        Refused: the actor does not work on this file.
        StaleVersion: somebody saved meanwhile.
    """
    work_on_file.require(by, view.file)
    values = {"weight": weight, "feedback": feedback, "feedback_on": _told_on(view, feedback)}
    weighed = revise(section=view, by=by, base_version=base_version, values=values)
    audit.record(by=by, action="view_weighed", subject=f"cases.view:{view.pk}", about=str(view.file.child_id))
    return weighed


def _told_on(view: ChildView, feedback: str) -> dt.date | None:
    """The day the child was told; writing the same again does not move it."""
    if not feedback.strip():
        return None
    return view.feedback_on if feedback == view.feedback and view.feedback_on else today()


def _free(present: list[str]) -> bool:
    return not PersonAround.objects.filter(pk__in=present, unsafe=True).exists()


def _check(file: CaseFile, values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in VIEW}
    if values.get("about") not in Decision.values:
        problems["about"] = _("Choose the decision on which the child was heard.")
    if not str(values.get("views", "")).strip() and not str(values.get("not_obtained_because", "")).strip():
        problems["views"] = _("Write what the child said, in the child's words where you can, or why it could not be asked.")
    heard_on = values.get("heard_on")
    if heard_on is None or heard_on > today():
        problems["heard_on"] = _("Give the day the child was heard; it cannot lie in the future.")
    for name in ("agrees", "chosen_by_child"):
        if not vocabulary.is_code("yes_no_unknown", values.get(name, "unknown")):
            problems[name] = _("Choose yes, no or unknown.")
    present = {str(person) for person in values.get("present", [])}
    if not present <= {str(person) for person in PersonAround.objects.filter(file=file).values_list("pk", flat=True)}:
        problems["present"] = _("One of these persons does not belong to this file.")
    if problems:
        raise InvalidInput(problems)
