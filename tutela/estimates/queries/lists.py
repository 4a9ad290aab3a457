"""Lists and estimates as rows: who may see them, and the table a method starts from."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db.models import QuerySet

from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere
from tutela.methods.prevalence import CaptureCounts, LinkageError

from ..enums import Stratum
from ..models import Estimate, ExternalEstimate, ListOverlap, Release
from ..policies import view_estimates, work_with_lists

UNKNOWN = "UNK"
_PLACE = {Stratum.SEX: 1, Stratum.AGE: 2, Stratum.PLACE: 3}


def visible_lists(actor: Actor) -> QuerySet[ListOverlap]:
    """The linked lists the actor may see."""
    return ListOverlap.objects.all() if work_with_lists.allows(actor) else ListOverlap.objects.none()


def visible_to(actor: Actor) -> QuerySet[Estimate]:
    """The estimates, published or not, the actor may see."""
    found = Estimate.objects.select_related("overlap", "asked_by", "reviewed_by")
    return found if work_with_lists.allows(actor) else found.none()


def get_lists(actor: Actor, pk: uuid.UUID) -> ListOverlap:
    """Linked lists of the actor's area.

    Raises:
        NotHere: missing, or not the actor's.
    """
    found = visible_lists(actor).select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise NotHere
    return found


def get_estimate(actor: Actor, pk: uuid.UUID) -> Estimate:
    """An estimate of the actor's area.

    Raises:
        NotHere: missing, or not the actor's.
    """
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotHere
    return found


def hold(actor: Actor, pk: uuid.UUID) -> Estimate:
    """An estimate of the actor's area, its row locked until the transaction ends.

    Raises:
        NotHere: missing, or not the actor's.
    """
    found = visible_to(actor).select_related(None).select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotHere
    return found


def releases(actor: Actor) -> QuerySet[Release]:
    """What stands published, the newest first."""
    standing = Release.objects.filter(withdrawn_at__isnull=True)
    return standing if view_estimates.allows(actor) else standing.none()


def external(actor: Actor) -> QuerySet[ExternalEstimate]:
    """The register of others' estimates, studies and data systems."""
    return ExternalEstimate.objects.all() if view_estimates.allows(actor) else ExternalEstimate.objects.none()


def patterns(overlap: ListOverlap, chosen: Sequence[str], stratum: str = "") -> dict[str, list[int]]:
    """Cells (2**t) of each stratum over the chosen lists; one stratum ``""`` without a breakdown.

    Children on none of the chosen lists are left out: these lists did not see them.
    """
    at = [overlap.names.index(name) for name in chosen]
    found: dict[str, list[int]] = defaultdict(lambda: [0] * (1 << len(at)))
    for row in overlap.rows:
        mask = sum(1 << new for new, old in enumerate(at) if row[0] >> old & 1)
        if mask:
            found[str(row[_PLACE[Stratum(stratum)]]) if stratum else ""][mask] += row[4]
    return dict(found)


def counts_of(overlap: ListOverlap, chosen: Sequence[str]) -> CaptureCounts:
    """The table of the chosen lists.

    Raises:
        InvalidCounts: a list without anybody.
    """
    cells = patterns(overlap, chosen).get("", [0] * (1 << len(chosen)))
    return CaptureCounts(tuple(chosen), np.array(cells))


def strata_of(overlap: ListOverlap) -> list[Stratum]:
    """The breakdowns these lists allow: those of which more than one category is known."""
    known = [stratum for stratum, at in _PLACE.items() if len({row[at] for row in overlap.rows} - {UNKNOWN}) > 1]
    return [Stratum.NONE, *known]


def linkage_of(overlap: ListOverlap, chosen: Sequence[str]) -> LinkageError | None:
    """The links' quality on the chosen lists; ``None`` when nothing is known of it."""
    at = [overlap.names.index(name) for name in chosen]
    people: dict[int, int] = defaultdict(int)
    for row in overlap.rows:
        people[row[0]] += row[4]
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for old_mask, chance in overlap.match:
        mask = sum(1 << new for new, old in enumerate(at) if old_mask >> old & 1)
        if mask.bit_count() > 1:
            sums[mask][0] += chance * people[old_mask]
            sums[mask][1] += people[old_mask]
    if not sums and overlap.recall is None:
        return None
    return LinkageError(
        recall=1.0 if overlap.recall is None else overlap.recall,
        by_pattern={mask: chance / weight for mask, (chance, weight) in sums.items() if weight},
        recall_known=overlap.recall is not None,
    )
