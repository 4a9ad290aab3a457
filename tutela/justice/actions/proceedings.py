"""Following proceedings: opened, from stage to stage with its limit, ended only with a coded reason, and the way back (R78, R79)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.accounts import api as accounts
from tutela.cases.api import CaseFile, DeadlineKind
from tutela.cases.api.steps import add_section, cancel_deadline, meet_deadline, revise, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.clock import end_of
from tutela.vocabulary import api as vocabulary

from ..enums import Answer, Authority, Task, Verdict
from ..models import Proceeding, ProceedingStage
from ..policies import keep as policies
from ..policies.answers import Answers, after
from ..states import PROCEEDING, Stage
from .keep import note, open_task, take, tell

SETTLED = "family_withdrew_settlement"
_CHANGED = Answers(
    codes={"authority": Authority, "legal_aid": Answer},
    past=("legal_aid_on", "support_on", "informed_on"),
    needed=("authority", "subject"),
    also=("unit", "reference", "legal_aid_name", "support_person", "guardian", "informed_by"),
)
OPENED = Answers(
    _CHANGED.codes, past=("opened_on", *_CHANGED.past), needed=("opened_on", *_CHANGED.needed), also=_CHANGED.also
)
_STAGE = Answers(
    codes={"stage": Stage, "authority": Authority, "verdict": Verdict},
    past=("entered_on",),
    needed=("stage", "authority", "entered_on"),
    also=("unit", "words"),
)
_END = Answers(codes={"reason": "attrition_reasons"}, past=("entered_on",), needed=("reason", "entered_on", "words"))


@transaction.atomic
def open_proceeding(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Proceeding:
    """Write down a complaint and follow it from there.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, days that cannot be, nothing it is about.
    """
    policies.keep_justice.require(by, file)
    said = OPENED.require(values, _informed(values))
    began = said["opened_on"]
    said |= {"stage_since": began, "due_on": _due_on(Stage.COMPLAINT, began)}
    proceeding = add_section(model=Proceeding, file=file, by=by, values=said)
    proceeding.file = file
    _enter(proceeding, by, {"stage": Stage.COMPLAINT.value, "entered_on": began})
    note(record=proceeding, by=by, what="proceeding_opened", authority=proceeding.authority)
    return proceeding


@transaction.atomic
def revise_proceeding(*, record: Proceeding, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proceeding:
    """Change the authority, the reference, legal aid, guardian and support person, and when the child was informed (R62).

    Raises:
        Refused: not whoever keeps the chapter.
        InvalidInput: as for :func:`open_proceeding`.
        StaleVersion: somebody saved meanwhile.
    """
    policies.change_record.require(by, record)
    known = {name: getattr(record, name) for name in _CHANGED.names}
    said = _CHANGED.require(known | dict(values), _informed(known | dict(values)))
    saved = revise(section=record, by=by, base_version=base_version, values=said)
    saved.file = record.file
    note(record=saved, by=by, what="proceeding_revised")
    return saved


@transaction.atomic
def enter_stage(*, record: Proceeding, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proceeding:
    """Enter the next stage, or one before it: an appeal leads from the judgment to the trial, a case that was discontinued is
    opened again. A judgment carries what it said of the accused.

    Raises:
        Refused: not whoever keeps the chapter; nothing can be enforced of an acquittal.
        InvalidInput: unknown codes, a day before the stage that is left, a judgment without its verdict.
        WrongState: this stage cannot follow.
        StaleVersion: somebody saved meanwhile.
    """
    policies.enter_stage.require(by, record)
    stage, verdict = str(values.get("stage", "")), str(values.get("verdict") or "")
    problems: dict[str, Any] = after(values, "entered_on", record.stage_since)
    if stage == Stage.DISCONTINUED:
        problems["stage"] = _("Proceedings end only with a reason. Use “Discontinued” on their page.")
    if bool(verdict) != (stage == Stage.JUDGMENT):
        problems["verdict"] = _("Say of a judgment, and only of one, what it said of the accused.")
    said = _STAGE.require(values, problems)
    policies.enforce.require(record, stage)
    kept = verdict or (record.verdict if stage == Stage.ENFORCED else "")
    moved = {
        "authority": said["authority"],
        "unit": said.get("unit"),
        "stage_since": said["entered_on"],
        "due_on": None if verdict == Verdict.ACQUITTED else _due_on(stage, said["entered_on"]),
        "verdict": kept,
        "reason": "",
    }
    saved = take(
        record=record, by=by, base_version=base_version, machine=PROCEEDING, target=stage, values=moved, what="stage_entered"
    )
    _enter(saved, by, {"stage": stage, "entered_on": said["entered_on"], "verdict": verdict, "words": said.get("words", "")})
    return saved


@transaction.atomic
def discontinue(*, record: Proceeding, by: Actor, base_version: int, values: Mapping[str, Any]) -> Proceeding:
    """Proceedings were ended: only with a reason (list ``attrition_reasons``), which a legal step contests. A family that
    withdrew after a settlement is told to the supervisor. The file stays open (P6).

    Raises:
        Refused: not whoever keeps the chapter, or over already.
        InvalidInput: no reason, no words, a day before the stage that is left.
        StaleVersion: somebody saved meanwhile.
    """
    policies.discontinue.require(by, record)
    said = _END.require(values, after(values, "entered_on", record.stage_since))
    ended = {"stage_since": said["entered_on"], "due_on": None, "verdict": "", "reason": said["reason"]}
    saved = take(
        record=record,
        by=by,
        base_version=base_version,
        machine=PROCEEDING,
        target=Stage.DISCONTINUED,
        values=ended,
        what="proceeding_discontinued",
    )
    _enter(saved, by, {"stage": Stage.DISCONTINUED.value} | said)
    open_task(file=record.file, by=by, kind=Task.DISCONTINUED, subject=record.pk)
    if said["reason"] == SETTLED:
        tell(record=saved, by=by, people={"supervisor": accounts.users_with("file_approve", record.file.office_id)})
    return saved


def _due_on(stage: str, entered: dt.date) -> dt.date | None:
    """The day until which a stage may last by the country's limits (``limits.stage_days_*``); none at the end."""
    days = getattr(vocabulary.jurisdiction().limits, f"stage_days_{stage}", None)
    return entered + dt.timedelta(days=days) if days else None


def _enter(proceeding: Proceeding, by: Actor, values: Mapping[str, Any]) -> None:
    """The stage before is left; the new one stands in the history, and its limit among the deadlines of the file."""
    day = values["entered_on"]
    ProceedingStage.objects.filter(proceeding=proceeding, left_on=None).update(left_on=day)
    stage = {
        "proceeding": proceeding,
        "authority": proceeding.authority,
        "unit": proceeding.unit,
        "due_on": proceeding.due_on,
    }
    add_section(model=ProceedingStage, file=proceeding.file, by=by, values=stage | dict(values))
    kind = DeadlineKind.JUSTICE_STAGE
    meet_deadline(file=proceeding.file, kind=kind, by=by, subject=proceeding.pk)
    if proceeding.due_on is None:
        cancel_deadline(file=proceeding.file, kind=kind, by=by, subject=proceeding.pk)
    else:
        set_deadline(file=proceeding.file, kind=kind, due_at=end_of(proceeding.due_on), by=by, subject=proceeding.pk)


def _informed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each of the three has a day and a person (R62)."""
    pairs = (
        ("informed_on", ("informed_by",)),
        ("legal_aid_on", ("legal_aid_name",)),
        ("support_on", ("support_person", "guardian")),
    )
    wrong = [day for day, who in pairs if bool(values.get(day)) != any(str(values.get(name) or "").strip() for name in who)]
    return {day: _("Give both the day and the person, or neither.") for day in wrong}
