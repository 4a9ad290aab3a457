"""Recording legal advice before a share, or why danger to life could not wait; confirmed by another person (R50, P13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.accounts import api as accounts
from tutela.cases.api import CaseFile
from tutela.cases.api.steps import add_section
from tutela.kernel.actor import Actor

from ..enums import Answer
from ..enums import Counsel as Basis
from ..models import Counsel
from ..policies.answers import Answers
from ..policies.exposure import confirm_counsel as may_confirm
from ..policies.keep import keep_justice
from ..states import RUN, RunState
from .keep import note, take, tell

_COUNSEL = Answers(
    codes={"basis": Basis, "recipient": "actors", "may_share": Answer},
    past=("given_on",),
    needed=("basis", "recipient", "may_share", "given_by", "given_on", "words"),
)


@transaction.atomic
def record_counsel(*, file: CaseFile, by: Actor, values: Mapping[str, Any]) -> Counsel:
    """Write down what a lawyer advised about a share with an authority, or why danger to life cannot wait. What a legal officer of
    the office writes as advice counts at once; everything else once another person has confirmed it.

    Raises:
        Refused: not whoever keeps the chapter of justice in this file.
        InvalidInput: unknown codes, nobody who advised, no words, a day in the future.
    """
    keep_justice.require(by, file)
    said = _COUNSEL.require(values)
    advised = said["basis"] == Basis.ADVICE and by.reaches(accounts.Permission.JUSTICE_KEEP, file.office_id)
    state = RunState.DONE if advised else RunState.OPEN
    counsel = add_section(model=Counsel, file=file, by=by, values=said | {"state": state.value})
    counsel.file = file
    note(record=counsel, by=by, what="counsel_recorded", basis=counsel.basis, recipient=counsel.recipient)
    if not advised:
        tell(record=counsel, by=by, people={"supervisor": accounts.users_with("file_approve", file.office_id)})
    return counsel


@transaction.atomic
def confirm_counsel(*, record: Counsel, by: Actor, base_version: int, values: Mapping[str, Any]) -> Counsel:
    """Another person confirms it: from now on it counts.

    Raises:
        Refused: one's own, no approval for the office, or confirmed already.
        StaleVersion: somebody saved meanwhile.
    """
    may_confirm.require(by, record)
    Answers().require(values)
    return take(
        record=record,
        by=by,
        base_version=base_version,
        machine=RUN,
        target=RunState.DONE,
        values={"confirmed_by_id": by.id},
        what="counsel_confirmed",
    )
