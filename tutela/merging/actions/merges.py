"""One file leads, the other is shut: proposed by one person, decided by another, taken back by one. No row is moved (R25, P14)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, Deadline, DeadlineKind, PossibleDuplicate
from tutela.cases.api.steps import merge_into, set_deadline
from tutela.kernel.actor import Actor
from tutela.kernel.answers import UNKNOWN, short, stop
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere, Refused, StaleVersion
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import keys

from ..enums.merges import MergeReason
from ..enums.pairs import SURE
from ..models import Merge
from ..policies import merges as policies
from ..queries.merges import carried, open_steps
from ..states import MERGE, MergeState


@transaction.atomic
def propose_merge(*, pair: PossibleDuplicate, by: Actor, values: Mapping[str, Any]) -> Merge:
    """Propose that of two files of one child one leads. ``values``: leading, file (rows), reason.

    Raises:
        Refused: the records are not linked, or the files do not fit; the reason says which.
        InvalidInput: a file is missing, no real reason.
    """
    policies.propose.require(by, pair)
    leading, file = values.get("leading"), values.get("file")
    missing = {name: UNKNOWN for name in ("leading", "file") if not isinstance(values.get(name), CaseFile)}
    stop(missing | short(values, "reason", said=SURE))
    leading, file = _both(leading, file)  # type: ignore[arg-type]
    _fits(pair, leading, file)
    if policies.is_named(file) or policies.is_named(leading):
        raise Refused(MergeReason.ALREADY)
    pk = uuid7()
    keys.create_key(pk, "merge")
    said = {"reason": str(values["reason"]).strip(), "proposed_by_id": by.id, "proposed_at": now()}
    one = Merge.objects.create(id=pk, key_id=pk, pair=pair, file=file, leading=leading, **said)
    _record(by, "merge_proposed", one)
    return one


@transaction.atomic
def confirm_merge(*, one: Merge, by: Actor, base_version: int, values: Mapping[str, Any]) -> Merge:
    """Merge: the file is shut, everything of it stays as it is, and what is due in it is ended by the same step in the leading
    file. ``values``: answer.

    Raises:
        Refused: not a second person, or the files do not fit any more.
        InvalidInput: no real words.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.decide.require(by, one)
    policies.propose.require(by, one.pair)
    stop(short(values, "answer", said=SURE))
    leading, file = _both(one.leading, one.file)
    _fits(one.pair, leading, file)
    due = [str(pk) for pk in carried(file).values_list("pk", flat=True)]
    saved = _move(one, MergeState.MERGED, base_version, _decided(by, values) | {"carried": due})
    merge_into(file=file, leading=leading, by=by)
    _record(by, "files_merged", saved)
    return saved


@transaction.atomic
def decline_merge(*, one: Merge, by: Actor, base_version: int, values: Mapping[str, Any]) -> Merge:
    """Leave the two files as they are. ``values``: answer.

    Raises:
        Refused: neither decides nor proposed it, or it is decided.
        InvalidInput: no real words.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.decline.require(by, one)
    stop(short(values, "answer", said=SURE))
    saved = _move(one, MergeState.DECLINED, base_version, _decided(by, values))
    _record(by, "merge_declined", saved)
    return saved


@transaction.atomic
def undo_merge(*, one: Merge, by: Actor, base_version: int, values: Mapping[str, Any]) -> Merge:
    """Take a merge back: the file is written in again, as it was. What was due in it and was ended by a step in the leading file is
    due again, on its old day. ``values``: undone_because.

    Raises:
        Refused: does not approve for both offices, or the files are not merged.
        InvalidInput: no real words.
        StaleVersion, WrongState: somebody was quicker.
    """
    policies.undo.require(by, one)
    stop(short(values, "undone_because", said=SURE))
    said = {"undone_because": str(values["undone_because"]).strip(), "undone_by_id": by.id, "undone_at": now()}
    _leading, file = _both(one.leading, one.file)
    saved = _move(one, MergeState.UNMERGED, base_version, said)
    merge_into(file=file, leading=None, by=by)
    ended = Deadline.objects.filter(pk__in=saved.carried).exclude(done_at=None, cancelled_at=None)
    for deadline in ended:
        set_deadline(file=file, kind=DeadlineKind(deadline.kind), due_at=deadline.due_at, by=by)
    _record(by, "merge_undone", saved, due_again=len(ended))
    return saved


def _both(leading: CaseFile, file: CaseFile) -> tuple[CaseFile, CaseFile]:
    """The two files as they are now, held until the end of the transaction, always in one order."""
    wanted = (leading.pk, file.pk)
    held: dict[uuid.UUID, CaseFile] = {}
    for row in CaseFile.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        held[row.pk] = row
    if set(held) != set(wanted):
        raise NotHere
    return held[leading.pk], held[file.pk]


def _fits(pair: PossibleDuplicate, leading: CaseFile, file: CaseFile) -> None:
    policies.fit.require(pair, leading, file)
    if open_steps(file):
        raise Refused(MergeReason.OPEN_STEPS)


def _decided(by: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": str(values["answer"]).strip(), "decided_by_id": by.id, "decided_at": now()}


def _move(one: Merge, target: MergeState, base_version: int, values: Mapping[str, Any]) -> Merge:
    held = Merge.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if held.version != base_version:
        raise StaleVersion(current={"state": held.state}, submitted={}, version=held.version)
    held.state, held.version = MERGE.move(held.state, target), held.version + 1
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=[*(name.removesuffix("_id") for name in values), "state", "version"])
    return held


def _record(by: Actor, action: str, one: Merge, **details: Any) -> None:
    """One event about each record."""
    for child in sorted({str(one.file.child_id), str(one.leading.child_id)}):
        audit.record(by=by, action=action, subject=f"merging.merge:{one.pk}", about=child, details=details)
