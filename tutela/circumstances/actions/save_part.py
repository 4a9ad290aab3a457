"""Saving a part: a new sealed revision, nothing overwritten. Two who write at once: what only one of them changed is brought
together; where both changed the same answer, the second is shown both and decides."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from tutela.audit import api as audit
from tutela.care.api import Referral
from tutela.cases.api import CaseFile
from tutela.kernel.actor import Actor
from tutela.kernel.database import acting
from tutela.kernel.errors import InvalidInput, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from ..models import MedicalRevision, Part, PartRevision
from ..models.answers import Answers, changed, faults, merged, relevant, typed
from ..models.rows import Revision
from ..policies.parts import write_medical, write_part
from ..queries.answers import newest, numbered
from .tasks import follow_up


@transaction.atomic
def save_part(
    *,
    file: CaseFile,
    part: Part,
    by: Actor,
    base: int,
    values: Mapping[str, Any],
    groups: frozenset[str] | None = None,
    strict: bool = False,
) -> Revision:
    """Save answers of a part that goes with the file. ``values`` are those of ``groups`` (none: of the whole part); the other
    answers stay as they were at ``base``, the revision the writer saw (0: there was none). ``strict``: any newer revision stops
    the saving, as a program expects.

    Raises:
        Refused: the actor does not work on this file, or the part is one of the medical track.
        InvalidInput: what does not fit, by the name of the answer.
        StaleVersion: somebody changed the same answers meanwhile; carries both.
    """
    write_part.require(by, file, part)
    before = newest(part, file.pk)
    after = _save(part, file.pk, by, base, values, groups, strict, key_id=file.child_id)
    if before is None or after.pk != before.pk:
        follow_up(file=file, part=part, by=by, before=before.answers if before else {}, after=after.answers)
        audit.record(
            by=by,
            action="part_saved",
            subject=f"circumstances.partrevision:{after.pk}",
            about=str(file.child_id),
            details={"part": part.code, "number": after.number},
        )
    return after


@transaction.atomic
def save_medical(
    *,
    referral: Referral,
    part: Part,
    by: Actor,
    base: int,
    values: Mapping[str, Any],
    groups: frozenset[str] | None = None,
    strict: bool = False,
) -> Revision:
    """Save answers of a part of the medical track, for the child that the referral is about. The trail says that something was
    written on this referral, not what and not on which part (R41).

    Raises:
        Refused: not the medical track of the service that treats the child.
        InvalidInput, StaleVersion: as for :func:`save_part`.
    """
    write_medical.require(by, referral, part)
    row = _save(part, referral.file_id, by, base, values, groups, strict)
    audit.record(by=by, action="medical_part_saved", subject=f"care.referral:{referral.pk}")
    return row


def _save(
    part: Part,
    file_id: uuid.UUID,
    by: Actor,
    base: int,
    values: Mapping[str, Any],
    groups: frozenset[str] | None,
    strict: bool,
    key_id: uuid.UUID | None = None,
) -> Revision:
    _one_at_a_time(file_id, part)
    current = newest(part, file_id)
    seen = current if current and current.number == base else numbered(part, file_id, base) if base else None
    now_there: Answers = current.answers if current else {}
    mine = _mine(part, values, groups, seen.answers if seen else {})
    number = current.number if current else 0
    if (strict and number != base) or (base and seen is None):  # no such revision was ever seen
        raise StaleVersion(current=now_there, submitted=mine, version=number)
    result, clash = merged(seen.answers if seen else {}, now_there, mine)
    if clash:
        raise StaleVersion(
            current={name: now_there.get(name) for name in clash},
            submitted={name: mine.get(name) for name in clash},
            version=number,
        )
    result = relevant(part, result)
    if problems := faults(part, result, groups):
        raise InvalidInput(problems)
    if current is not None and current.edition == part.version and not changed(now_there, result):
        return current
    return _add(part, file_id, by, current, base, result, key_id)


def _one_at_a_time(file_id: uuid.UUID, part: Part) -> None:
    """Until the end of the transaction nobody else saves this part of this file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{file_id}:{part.code}"])


def _mine(part: Part, values: Mapping[str, Any], groups: frozenset[str] | None, seen: Answers) -> Answers:
    """The writer's whole part: what was seen, with the answers of the written groups in its place."""
    given, problems = typed(part, values)
    if problems:
        raise InvalidInput(problems)
    written = {
        (group.code if group.repeats else one.code)
        for group, one in part.questions()
        if groups is None or group.code in groups
    }
    declared = {(group.code if group.repeats else one.code) for group, one in part.questions()}
    kept = {name: value for name, value in seen.items() if name in declared - written}
    return relevant(part, kept | {name: value for name, value in given.items() if name in written})


def _add(
    part: Part,
    file_id: uuid.UUID,
    by: Actor,
    current: Revision | None,
    base: int,
    answers: Answers,
    key_id: uuid.UUID | None,
) -> Revision:
    table: type[Revision] = MedicalRevision if part.medical else PartRevision
    key = key_id or (current.key_id if current else None)
    if key is None:
        key = uuid7()
        keys.create_key(key, "medical")
    return table._default_manager.create(
        key_id=key,
        file_id=file_id,
        part=part.code,
        edition=part.version,
        number=(current.number if current else 0) + 1,
        base=base,
        changed=changed(current.answers if current else {}, answers),
        answers=answers,
        by_id=by.id,
        device=acting.current().device,
    )
