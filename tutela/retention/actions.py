"""Sealing and reducing what is due; setting a hold and looking at it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import NOT_OPEN, REDUCED, CaseFile, is_reduced, seal_file
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, empty
from tutela.kernel.clock import end_of, now, today
from tutela.kernel.errors import InvalidInput, NotHere, StaleVersion
from tutela.kernel.ids import parse_file_number, uuid7
from tutela.kernel.vault import keys
from tutela.vocabulary import api as vocabulary

from . import policies
from .enums import HoldGround, Verdict
from .models import Hold
from .queries import locate, to_seal

AT_ONCE = 100
LONGEST = dt.timedelta(days=366)
_NEEDED = _("This is needed. Write it in a full sentence.")


@transaction.atomic
def seal_due_files(*, by: Actor, most: int = AT_ONCE) -> int:
    """Seal files whose readable months are over and that wait for nothing, at most so many; returns how many.

    Raises:
        Refused: a person asks.
    """
    policies.keep_schedule.require(by)
    due = list(CaseFile.objects.select_for_update().filter(pk__in=to_seal(most), state__in=NOT_OPEN, sealed_at=None))
    for file in due:
        seal_file(file=file, by=by)
    if due:
        audit.record(by=by, action="files_sealed", details={"files": len(due)})
    return len(due)


@transaction.atomic
def reduce_due_files(*, by: Actor, most: int = AT_ONCE) -> int:
    """Reduce to codes what is sealed and whose term is over: the keys of everything that was written about these children are
    destroyed, what finds them by name is deleted, their reports are erased the same night. The codes stay for the figures. At most
    so many children at once; returns how many. It waits as sealing does, for every file of the child; an adoption is kept for good.

    Raises:
        Refused: a person asks.
    """
    policies.keep_schedule.require(by)
    with connection.cursor() as cursor:
        age = vocabulary.jurisdiction().retention.sealed_until_age
        cursor.execute("SELECT * FROM retention_reduce(%s, %s)", [policies.ended_until(today(), age), most])
        gone = [row[0] for row in cursor.fetchall()]
    for child_id in gone:
        audit.record(by=by, action="child_reduced", subject=f"cases.child:{child_id}", about=str(child_id))
    return len(gone)


@transaction.atomic
def erase_reporters(*, by: Actor, most: int = AT_ONCE) -> int:
    """Destroy who reported where ``reporter_months`` have passed since the report was settled and its files were closed, at most
    so many; returns how many. It waits while a file is open, proceedings go on or a hold stands; the docket of the independent
    mechanism is not touched. The report itself and its mailbox stay.

    Raises:
        Refused: a person asks.
    """
    policies.keep_schedule.require(by)
    months = vocabulary.jurisdiction().retention.reporter_months
    with connection.cursor() as cursor:
        ended = end_of(policies.closed_until(today(), months))
        cursor.execute("SELECT * FROM retention_erase_reporters(%s, %s)", [ended, most])
        gone = [row[0] for row in cursor.fetchall()]
    for report_id in gone:
        audit.record(by=by, action="reporter_erased", subject=f"intake.report:{report_id}")
    return len(gone)


@transaction.atomic
def set_hold(*, by: Actor, values: Mapping[str, Any]) -> Hold:
    """Keep a file from being put away. ``values``: number, ground, basis, review_on.

    Raises:
        Refused: not the data protection officer.
        InvalidInput: no such file, an unknown ground, no basis, a day that cannot be.
    """
    policies.decide_holds.require(by)
    problems: dict[str, Any] = _day(values) | empty(values, "basis", said=_NEEDED)
    if values.get("ground") not in HoldGround.values:
        problems["ground"] = UNKNOWN
    number = parse_file_number(str(values.get("number") or ""))
    found = locate(number) if number else None
    if found is None:
        problems["number"] = _("There is no file with this number. Check it with whoever gave it to you.")
    elif number and is_reduced(number):
        problems["number"] = REDUCED
    if problems or found is None or number is None:
        raise InvalidInput(problems)
    pk = uuid7()
    keys.create_key(pk, "hold")
    said = {"ground": values["ground"], "basis": values["basis"].strip(), "review_on": values["review_on"]}
    made = Hold.objects.create(id=pk, key_id=pk, file_id=found[0], number=number, set_by_id=by.id, **said)
    details = {"ground": made.ground, "number": made.number}
    audit.record(by=by, action="hold_set", subject=f"retention.hold:{pk}", about=str(found[1]), details=details)
    return made


@transaction.atomic
def review_hold(*, hold: Hold, by: Actor, base_version: int, values: Mapping[str, Any]) -> Hold:
    """Look at a hold again: it ends, or it stands until another day. ``values``: verdict, words, review_on.

    Raises:
        Refused: not the data protection officer, or it was lifted.
        InvalidInput: an unknown verdict, no reason, no day where it stands.
        StaleVersion: somebody was quicker.
    """
    policies.review_hold.require(by, hold)
    stands = values.get("verdict") == Verdict.STANDS
    problems: dict[str, Any] = empty(values, "words", said=_NEEDED) | (_day(values) if stands else {})
    if values.get("verdict") not in Verdict.values:
        problems["verdict"] = UNKNOWN
    if problems:
        raise InvalidInput(problems)
    held = _held(hold, base_version)
    held.words, held.version = values["words"].strip(), held.version + 1
    if stands:
        held.review_on = values["review_on"]
    else:
        held.lifted_by_id, held.lifted_at = by.id, now()
    held.save(update_fields=["words", "version", "review_on", "lifted_by", "lifted_at"])
    found = locate(held.number)
    action = "hold_prolonged" if stands else "hold_lifted"
    about = str(found[1]) if found else ""
    audit.record(by=by, action=action, subject=f"retention.hold:{held.pk}", about=about, details={"number": held.number})
    return held


def _held(hold: Hold, base_version: int) -> Hold:
    held = Hold.objects.select_for_update(of=("self",)).filter(pk=hold.pk).first()
    if held is None:
        raise NotHere
    if held.version != base_version:
        raise StaleVersion(current={"review_on": str(held.review_on)}, submitted={}, version=held.version)
    return held


def _day(values: Mapping[str, Any]) -> dict[str, Any]:
    day = values.get("review_on")
    fits = isinstance(day, dt.date) and today() < day <= today() + LONGEST
    return {} if fits else {"review_on": _("Give a day between tomorrow and a year from now.")}
