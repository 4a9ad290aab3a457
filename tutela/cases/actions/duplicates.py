"""One child, two records: found by hashes, compared by people, linked by two of them, and the link undone by one (R25, P14).

Nothing is merged: a link changes neither record nor file, so undoing it leaves nothing to mend.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput, Refused, WrongState
from tutela.kernel.ids import parse_file_number
from tutela.kernel.vault import keys
from tutela.methods.linkage.hashed import REVIEW_FROM, probability, weight

from ..enums.duplicates import DuplicateReason, Verdict
from ..models import CaseFile, Child, DuplicateSearch, DuplicateStep, PossibleDuplicate
from ..policies.duplicates import LEADS_TO, RULE_OF, see_pair
from ..queries.duplicates import Alike, alike, changed_records, last_search
from ..queries.files import visible_to
from ..states import DUPLICATE, DuplicateState

SHORTEST_REASON = 10
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
def name_pair(*, by: Actor, first: str, second: str) -> PossibleDuplicate:
    """Put two children side by side by the numbers of their files; a pair that is on record already is that pair.

    Raises:
        InvalidInput: not a file number, or not of a file this actor sees.
        Refused: both numbers belong to one record, or the role does not compare.
    """
    found = {name: _file_of(by, typed) for name, typed in (("first", first), ("second", second))}
    problems = {name: _("No file you may see has this number. Check it.") for name, file in found.items() if file is None}
    if problems:
        raise InvalidInput(problems)
    one, other = sorted(file.child_id for file in found.values() if file is not None)
    if one == other:
        raise Refused(DuplicateReason.ONE_CHILD)
    see_pair.require(by, PossibleDuplicate(one_id=one, other_id=other))
    pair, made = PossibleDuplicate.objects.get_or_create(one_id=one, other_id=other)
    if made:
        _record(by, "duplicate_named", pair)
    return pair


@transaction.atomic
def say_of_pair(*, pair: PossibleDuplicate, by: Actor, verdict: Verdict, reason: str) -> PossibleDuplicate:
    """Say what the comparison came to, with the reason; every verdict stays in the pair's history.

    Raises:
        Refused: the rule of this verdict says no; a link is confirmed by another person than proposed it.
        InvalidInput: no real reason.
        WrongState: somebody decided meanwhile.
    """
    held = PossibleDuplicate.objects.select_for_update().get(pk=pair.pk)
    RULE_OF[verdict].require(by, held)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput({"reason": _("Write in a full sentence what makes you sure. The next person relies on it.")})
    sources, target = LEADS_TO[verdict]
    if held.state not in sources:
        raise WrongState(_("This was decided meanwhile. Open the pair again to see how it stands."))
    _move(held, DuplicateState(DUPLICATE.move(held.state, target)), by)
    if not held.steps.exists():
        keys.create_key(held.pk, "duplicate")
    DuplicateStep.objects.create(pair=held, key_id=held.pk, verdict=verdict, reason=reason.strip(), by_id=by.id, at=now())
    _record(by, f"duplicate_{verdict.value}", held)
    return held


@transaction.atomic
def read_pair(*, pair: PossibleDuplicate, by: Actor) -> PossibleDuplicate:
    """Note that two records were put side by side: a read of each child.

    Raises:
        Refused: the actor may not compare them.
    """
    see_pair.require(by, pair)
    _record(by, "duplicate_compared", pair)
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


def _file_of(by: Actor, typed: str) -> CaseFile | None:
    number = parse_file_number(typed)
    return visible_to(by).filter(number=number).first() if number else None


def _record(by: Actor, action: str, pair: PossibleDuplicate) -> None:
    """One event about each child."""
    for child in (pair.one_id, pair.other_id):
        audit.record(by=by, action=action, subject=f"cases.duplicate:{pair.pk}", about=str(child))
