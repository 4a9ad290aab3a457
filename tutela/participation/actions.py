"""Telling the child (R67)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, PersonAround, work_on_file
from tutela.cases.api.steps import add_section
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput

from . import policies
from .enums import Talk, Understood, Way
from .models import HandedOver

_UNKNOWN = _("This is not one of the known answers. Choose one from the list.")
_NEEDED = _("This is needed. Write what is known, even if it is little.")


@transaction.atomic
def hand_over(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> HandedOver:
    """Record that a sheet reached the child: which, when, how, in which language, who was there, whether it was understood.

    In the presence of a person marked unsafe it is kept and does not count: the child is told again (P36).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown answers, a day to come, no language, persons of another file.
    """
    work_on_file.require(by, file)
    problems = _unknown(values, talk=Talk, way=Way, understood=Understood) | _empty(values, "language")
    day = values.get("handed_on")
    if not isinstance(day, dt.date) or not file.reported_on <= day <= today():
        problems["handed_on"] = _("Give a day between the report and today.")
    wanted = {str(one) for one in values.get("present") or []}
    persons = [one for one in PersonAround.objects.filter(file=file) if str(one.pk) in wanted]
    if len(persons) != len(wanted):
        problems["present"] = _("Choose persons of this file.")
    _stop(problems)
    said = {name: values.get(name, "") for name in ("talk", "way", "understood", "handed_on")}
    said |= {name: str(values.get(name) or "").strip() for name in ("language", "present_others", "asked")}
    said |= {"present": sorted(wanted), "free": not any(one.unsafe for one in persons), "plan": policies.current_plan(file)}
    made = add_section(model=HandedOver, file=file, by=by, values=said)
    details = {"talk": made.talk, "way": made.way, "understood": made.understood, "free": made.free}
    subject = f"participation.handedover:{made.pk}"
    audit.record(by=by, action="sheet_handed_over", subject=subject, about=str(file.child_id), details=details)
    return made


def _unknown(values: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    return {name: _UNKNOWN for name, words in known.items() if values.get(name) not in words.values}


def _empty(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _NEEDED for name in names if not str(values.get(name) or "").strip()}


def _stop(problems: Mapping[str, Any]) -> None:
    if problems:
        raise InvalidInput(dict(problems))
