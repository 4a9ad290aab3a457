"""One child, two records: compared by people, linked by two of them, and the link undone by one (R25, P14)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, PossibleDuplicate, visible_to
from tutela.cases.api.steps import move_pair, pair_up
from tutela.kernel.actor import Actor
from tutela.kernel.answers import short, stop
from tutela.kernel.errors import Refused, WrongState
from tutela.kernel.ids import parse_file_number

from ..enums.pairs import SURE, DuplicateReason, Verdict
from ..policies.pairs import LEADS_TO, RULE_OF, see_pair


@transaction.atomic
def name_pair(*, by: Actor, first: str, second: str) -> PossibleDuplicate:
    """Put two children side by side by the numbers of their files; a pair that is on record already is that pair.

    Raises:
        InvalidInput: not a file number, or not of a file this actor sees.
        Refused: both numbers belong to one record, or the role does not compare.
    """
    found = {name: _file_of(by, typed) for name, typed in (("first", first), ("second", second))}
    stop({name: _("No file you may see has this number. Check it.") for name, file in found.items() if file is None})
    one, other = sorted(file.child_id for file in found.values() if file is not None)
    if one == other:
        raise Refused(DuplicateReason.ONE_CHILD)
    see_pair.require(by, PossibleDuplicate(one_id=one, other_id=other))
    pair, made = pair_up(one=one, other=other, by=by)
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
    stop(short({"reason": reason}, "reason", said=SURE))
    sources, target = LEADS_TO[verdict]
    if held.state not in sources:
        raise WrongState(_("This was decided meanwhile. Open the pair again to see how it stands."))
    move_pair(pair=held, target=target, verdict=verdict.value, reason=reason, by=by)
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


def _file_of(by: Actor, typed: str) -> CaseFile | None:
    number = parse_file_number(typed)
    return visible_to(by).filter(number=number).first() if number else None


def _record(by: Actor, action: str, pair: PossibleDuplicate) -> None:
    """One event about each child."""
    for child in (pair.one_id, pair.other_id):
        audit.record(by=by, action=action, subject=f"cases.duplicate:{pair.pk}", about=str(child))
