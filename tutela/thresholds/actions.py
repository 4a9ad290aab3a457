"""Changing the kind of a file (R51); not accepting one that was triaged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, Deadline, DeadlineKind, FileState
from tutela.cases.api.steps import add_section, cancel_deadline, move_file, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.answers import NEEDED, UNKNOWN, empty, stop
from tutela.vocabulary import api as vocabulary

from . import policies
from .enums import NotOurs
from .models import KindChange, NotAccepted

_LONGEST = 2000
_LONG = _("This is too long. Shorten it.")


@transaction.atomic
def change_kind(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> KindChange:
    """Make the file of another ``kind`` (list ``file_types``), with the reason in ``words``. Plans, deadlines and decisions stay as they are.

    Raises:
        Refused: the actor has no part in this file, it is of this kind already, or early support is not enough, or not theirs to decide.
        InvalidInput: an unknown kind, or no reason.
    """
    file = CaseFile.objects.select_for_update(of=("self",)).select_related("child", "office").get(pk=file.pk)
    policies.change_kind.require(by, file)
    kind, words = str(values.get("kind") or ""), str(values.get("words") or "").strip()
    problems: dict[str, Any] = {} if words else {"words": NEEDED}
    if not vocabulary.is_code("file_types", kind):
        problems["kind"] = UNKNOWN
    stop(problems)
    policies.change_kind_to.require(by, file, kind)
    said = {"was": file.file_type, "now": kind, "grounds": [one.value for one in policies.passed(file)], "words": words}
    change = add_section(model=KindChange, file=file, by=by, values=said)
    touch_file(file=file, by=by, file_type=kind)
    audit.record(
        by=by,
        action="file_kind_changed",
        subject=f"cases.file:{file.pk}",
        about=str(file.child_id),
        details={"was": said["was"], "now": kind},
    )
    change.file = file
    return change


@transaction.atomic
def decline_file(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> NotAccepted:
    """Do not accept a file that was triaged: ``why``, in ``words``, and ``pointed_to``, where the child or whoever reported finds help. What was
    due is no longer due; a mistake is counted nowhere; the file can be opened again.

    Raises:
        Refused: no supervisor of the office, own file (P14), registered already, a danger is named, a referral runs, or the person may be a
            child (P1).
        InvalidInput: no reason, or nobody was pointed anywhere.
    """
    file = CaseFile.objects.select_for_update(of=("self",)).select_related("child", "office").get(pk=file.pk)
    policies.decline.require(by, file)
    why = str(values.get("why") or "")
    problems = empty(values, "words") if why == NotOurs.MISTAKE else empty(values, "words", "pointed_to")
    if why not in NotOurs.values:
        problems["why"] = UNKNOWN
    said = {name: str(values.get(name) or "").strip() for name in ("words", "pointed_to")}
    problems |= {name: _LONG for name, text in said.items() if len(text) > _LONGEST}
    stop(problems)
    policies.decline_because.require(by, file, why)
    declined = add_section(model=NotAccepted, file=file, by=by, values=said | {"why": why})
    error = "ERROR" if why == NotOurs.MISTAKE else ""
    move_file(file=file, target=FileState.NOT_ACCEPTED, by=by, next_contact_on=None, closure_reason=error)
    for kind, subject in Deadline.objects.filter(file=file, done_at=None, cancelled_at=None).values_list("kind", "subject"):
        cancel_deadline(file=file, kind=DeadlineKind(kind), by=by, subject=subject)
    audit.record(
        by=by, action="file_not_accepted", subject=f"cases.file:{file.pk}", about=str(file.child_id), details={"why": why}
    )
    declined.file = file
    return declined
