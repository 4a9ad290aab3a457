"""Telling the child (R67), and handing a complaint past the office (R68)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, PersonAround, work_on_file
from tutela.cases.api.steps import add_section
from tutela.directory.api import Office
from tutela.intake import api as intake
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.errors import InvalidInput, OperatorError
from tutela.kernel.ids import parse_file_number

from . import policies
from .enums import Talk, Understood, Voice, Way
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


@transaction.atomic
def complain(*, by: Actor, values: Mapping[str, Any]) -> intake.Received:
    """Hand a complaint about the handling of a file (``number``) by an ``office`` to the independent mechanism, sealed to it.

    It is an entry of the mechanism's own docket: the office, everybody above it and whoever wrote it down read nothing of it.
    The receipt is the child's way to the answer. The same words again give the same receipt.

    Raises:
        InvalidInput: no number of a file, no office that holds files, no words, an unknown voice.
        OperatorError: the mechanism has no team with a key yet.
    """
    problems = _unknown(values, voice=Voice) | _empty(values, "words")
    number, office = parse_file_number(str(values.get("number") or "")), values.get("office")
    if number is None:
        problems["number"] = _("This cannot be the number of a file. It has two groups of four signs; look again.")
    if not isinstance(office, Office) or not office.holds_files:
        problems["office"] = _("Choose the office that the complaint is about.")
    _stop(problems)
    team = intake.oversight_team()
    if team is None:
        raise OperatorError(
            _("The independent mechanism cannot receive anything here yet. Call it; its number is under “Ways to report”.")
        )
    submission = intake.Submission(
        worry=str(values["words"]).strip(),
        reporter_type="child" if values["voice"] == Voice.CHILD else "UNK",
        about="child_protection",
        excluded=office,  # type: ignore[arg-type]
        file_number=str(number),
    )
    return intake.receive_report(
        submission=submission, team=team, by=by, channel="OTH", once=f"complaint:{by.id}".encode(), code_shared=True
    )


def _unknown(values: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    return {name: _UNKNOWN for name, words in known.items() if values.get(name) not in words.values}


def _empty(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: _NEEDED for name in names if not str(values.get(name) or "").strip()}


def _stop(problems: Mapping[str, Any]) -> None:
    if problems:
        raise InvalidInput(dict(problems))
