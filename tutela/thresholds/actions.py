"""Changing the kind of a file (R51)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.audit import api as audit
from tutela.cases.api import CaseFile
from tutela.cases.api.steps import add_section, touch_file
from tutela.kernel.actor import Actor
from tutela.kernel.answers import NEEDED, UNKNOWN, stop
from tutela.vocabulary import api as vocabulary

from . import policies
from .models import KindChange


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
