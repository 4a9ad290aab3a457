"""Registering a child: identity, uncertain age, birth registration. No document is ever a condition (R1, R3, R35)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now, today
from tutela.kernel.errors import InvalidInput
from tutela.vocabulary import api as vocabulary

from ..age import BirthRange
from ..enums.file import DeadlineKind
from ..enums.registration import Confidence
from ..models import AgeRecord, CaseFile, Child
from ..policies.file import work_on_file
from ..states import FileState
from .deadlines import meet_deadline, set_deadline
from .file_state import move_file, touch_file
from .index_names import index_names
from .sections import revise_child

IDENTITY = (
    "given_names family_names other_names sex identifiers languages whereabouts safe_contact home_territory "
    "birth_registration registration_barrier registration_fee_asked nationality disability schooling residence "
    "economic_situation"
).split()
_CODES = {
    "sex": "sexes",
    "birth_registration": "birth_registration",
    "nationality": "nationality_status",
    "disability": "yes_no_unknown",
    "schooling": "schooling",
    "residence": "residence",
    "economic_situation": "household_economic_situation",
}
REGISTRY_DAYS = 14


@transaction.atomic
def register_child(*, file: CaseFile, by: Actor, base_version: int, values: Mapping[str, Any]) -> Child:
    """Save the child's identity and move a triaged file to “registered”.

    “Not registered at birth” opens a civil-registry task with a day (R35).

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: unknown fields or codes.
        StaleVersion: somebody saved meanwhile.
    """
    work_on_file.require(by, file)
    _check(values)
    child = revise_child(child=file.child, file=file, by=by, base_version=base_version, values=values)
    file.child = child
    index_names(child=child, by=by)
    if file.state == FileState.TRIAGED:
        move_file(file=file, target=FileState.REGISTERED, by=by)
    else:
        touch_file(file=file, by=by)
    waiting = file.deadlines.filter(kind=DeadlineKind.CIVIL_REGISTRY, done_at=None, cancelled_at=None)
    if child.birth_registration == "not_registered" and not waiting.exists():
        due = now() + dt.timedelta(days=REGISTRY_DAYS)
        set_deadline(file=file, kind=DeadlineKind.CIVIL_REGISTRY, due_at=due, by=by)
    elif child.birth_registration == "registered":
        meet_deadline(file=file, kind=DeadlineKind.CIVIL_REGISTRY, by=by)
    audit.record(by=by, action="child_registered", subject=f"cases.child:{child.pk}", about=str(child.pk))
    return child


@transaction.atomic
def state_age(
    *,
    file: CaseFile,
    by: Actor,
    basis: str,
    birth: str = "",
    youngest: int | None = None,
    oldest: int | None = None,
    method: str = "",
    confidence: str = "UNK",
    born: BirthRange | None = None,
) -> AgeRecord:
    """Record a statement of age: a (partial) birth date, or the youngest and oldest age that seem possible today.
    ``born`` is the range that an age of an earlier day leaves; ``birth`` then says it in the words of that record.

    Earlier statements stay. The file's ages at the report are computed anew.

    Raises:
        Refused: the actor does not work on this file.
        InvalidInput: no such basis, no date and no ages, or an impossible one.
    """
    work_on_file.require(by, file)
    if confidence not in Confidence.values:
        raise InvalidInput({"confidence": _("Choose how sure it is from the list.")})
    born = _born(basis, birth if born is None else "", youngest, oldest, born)
    iso = {
        "born_earliest": born.earliest.isoformat() if born.earliest else "",
        "born_latest": born.latest.isoformat() if born.latest else "",
    }
    stated = birth or f"{youngest}–{oldest}"
    record = AgeRecord.objects.create(
        child_id=file.child_id,
        key_id=file.child_id,
        basis=basis,
        stated=stated,
        method=method,
        confidence=confidence,
        decided_by_id=by.id,
        **iso,
    )
    values = iso | {"age_basis": basis, "birth_stated": stated, "presumed_child_until": born.presumed_until()}
    file.child = revise_child(child=file.child, file=file, by=by, base_version=file.child.version, values=values)
    ages = born.ages_on(file.reported_on)
    low, high = ages if ages else (None, None)
    touch_file(file=file, by=by, age_low=low, age_high=high)
    audit.record(
        by=by,
        action="age_stated",
        subject=f"cases.child:{file.child_id}",
        about=str(file.child_id),
        details={"basis": basis},
    )
    return record


def _born(basis: str, birth: str, youngest: int | None, oldest: int | None, known: BirthRange | None = None) -> BirthRange:
    if not vocabulary.is_code("age_basis", basis):
        raise InvalidInput({"basis": _("Choose where this age comes from.")})
    if known is not None:
        return known
    if birth:
        try:
            born = BirthRange.from_birth(birth)
        except ValueError as error:
            raise InvalidInput({"birth": [str(error)]}) from error
        if born.earliest is not None and born.earliest > today():
            raise InvalidInput({"birth": _("This day lies in the future. Check the year.")})
        return born
    if youngest is None or oldest is None or not 0 <= youngest <= oldest <= 30:
        raise InvalidInput({"youngest": _("Give a birth date, or the youngest and the oldest age that seem possible.")})
    return BirthRange.from_ages(youngest, oldest, today())


def _check(values: Mapping[str, Any]) -> None:
    problems: dict[str, Any] = {name: _("There is no such answer in this form.") for name in values if name not in IDENTITY}
    for name, list_id in _CODES.items():
        if name in values and not vocabulary.is_code(list_id, values[name]):
            problems[name] = _("This is not one of the known answers. Choose one from the list.")
    if problems:
        raise InvalidInput(problems)
