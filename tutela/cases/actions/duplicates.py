"""One child, two records: found by hashes (R25), and the two steps by which a pair is written; who compares and decides is in the
context ``merging``.

Nothing is merged: a link changes neither record nor file, so undoing it leaves nothing to mend.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.vault import keys
from tutela.methods.linkage.hashed import REVIEW_FROM, probability, weight

from ..models import Child, DuplicateSearch, DuplicateStep, PossibleDuplicate
from ..queries.duplicates import Alike, alike, changed_records, last_search
from ..states import DUPLICATE, DuplicateState

AT_A_TIME = 200
"""Records looked at in one transaction."""


@transaction.atomic
def look_for_duplicates(*, by: Actor, most: int = AT_A_TIME) -> DuplicateSearch | None:
    """Compare the next records that changed with all others, by keyed hashes, and remember the likely pairs; no name is opened.

    ``None`` when nothing changed since the last run. Run by the worker process.
    """
    before = last_search()
    changed = changed_records(before, most)
    if not changed:
        return None
    records = Child.objects.filter(erased_at=None).count()
    likely = [pair for found in alike([pk for pk, _at in changed]) if (pair := _likely(found, records)) is not None]
    PossibleDuplicate.objects.bulk_create(likely, ignore_conflicts=True)
    last_id, last_at = changed[-1]
    search = DuplicateSearch.objects.create(
        at=now(), through_at=last_at, through_id=last_id, records=len(changed), found=len(likely)
    )
    audit.record(by=by, action="duplicates_looked_for", details={"records": len(changed), "found": len(likely)})
    return search


@transaction.atomic
def pair_up(*, one: uuid.UUID, other: uuid.UUID, by: Actor) -> tuple[PossibleDuplicate, bool]:
    """The pair of two children, and whether it is new; they may be given in either order."""
    earlier, later = sorted((one, other))
    return PossibleDuplicate.objects.get_or_create(one_id=earlier, other_id=later)


@transaction.atomic
def move_pair(*, pair: PossibleDuplicate, target: DuplicateState, verdict: str, reason: str, by: Actor) -> PossibleDuplicate:
    """Move a pair that the caller holds to ``target``, and keep what was said in its history.

    Raises:
        WrongState: the pair cannot become that now.
    """
    _move(pair, DuplicateState(DUPLICATE.move(pair.state, target)), by)
    if not pair.steps.exists():
        keys.create_key(pair.pk, "duplicate")
    DuplicateStep.objects.create(pair=pair, key_id=pair.pk, verdict=verdict, reason=reason.strip(), by_id=by.id, at=now())
    return pair


def _move(pair: PossibleDuplicate, target: DuplicateState, by: Actor) -> None:
    linked = target == DuplicateState.LINKED
    values: dict[str, Any] = {
        "state": target,
        "linked_at": now() if linked else None,
        "linked_by_id": by.id if linked else None,
    }
    if target == DuplicateState.PROPOSED:
        values |= {"proposed_at": now(), "proposed_by_id": by.id}
    elif not linked:
        values |= {"proposed_at": None, "proposed_by_id": None}
    for name, value in values.items():
        setattr(pair, name, value)
    pair.save(update_fields=list(values))


def _likely(found: Alike, records: int) -> PossibleDuplicate | None:
    likelihood = probability(weight(found.shared, records), records)
    if likelihood < REVIEW_FROM:
        return None
    return PossibleDuplicate(one_id=found.one, other_id=found.other, likelihood=round(likelihood, 4))
