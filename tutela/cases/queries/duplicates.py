"""Pairs of records that may be one child: whose they are to compare, and what the database tells beyond row security."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere
from tutela.methods.linkage.hashed import Agreement

from ..models import CaseFile, Child, DuplicateSearch, PossibleDuplicate
from ..policies.duplicates import see_pair
from ..states import DuplicateState
from .files import visible_to

UNSETTLED = (DuplicateState.OPEN, DuplicateState.PROPOSED)


@dataclass(frozen=True)
class Alike:
    """Two records and what they share by hashes and codes; the earlier record first."""

    one: uuid.UUID
    other: uuid.UUID
    shared: Agreement


def visible_pairs(actor: Actor) -> QuerySet[PossibleDuplicate]:
    """Every pair the actor may compare; equals filtering by :data:`~tutela.cases.policies.duplicates.see_pair`."""
    if not (actor.has(Permission.FILE_MATCH) or actor.has(Permission.FILE_APPROVE)):
        return PossibleDuplicate.objects.none()
    mine = visible_to(actor)
    return PossibleDuplicate.objects.filter(
        Exists(mine.filter(child=OuterRef("one"))), Exists(mine.filter(child=OuterRef("other")))
    )


def get_pair(actor: Actor, pair_id: uuid.UUID) -> PossibleDuplicate:
    """One pair with both children.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    found = PossibleDuplicate.objects.select_related("one", "other", "proposed_by", "linked_by").filter(pk=pair_id).first()
    if found is None or not see_pair.allows(actor, found):
        raise NotHere()
    return found


def queue(actor: Actor, state: DuplicateState) -> QuerySet[PossibleDuplicate]:
    """The actor's pairs in a state, with both children; what a person named first, then the likeliest."""
    found = visible_pairs(actor).filter(state=state).select_related("one", "other", "proposed_by")
    return found.order_by("-likelihood", "pk")  # PostgreSQL puts an empty likelihood first


def half_seen(actor: Actor) -> list[CaseFile]:
    """The actor's files whose child may be known elsewhere, in a file the actor does not see: that it is so, and nothing else."""
    if not actor.has(Permission.FILE_MATCH):
        return []
    mine = dict(visible_to(actor).values_list("child_id", "pk"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_matched_elsewhere(%s)", [list(mine)])
        told = {row[0] for row in cursor.fetchall()}
    return list(visible_to(actor).filter(child_id__in=told).order_by("number"))


def linked_files(actor: Actor, file: CaseFile) -> list[CaseFile]:
    """The other files of the same child: of this record, and of those linked to it as far as the actor sees them."""
    found, edge = {file.child_id}, {file.child_id}
    while edge:
        pairs = PossibleDuplicate.objects.filter(Q(one__in=edge) | Q(other__in=edge), state=DuplicateState.LINKED)
        edge = {child for pair in pairs.values_list("one_id", "other_id") for child in pair} - found
        found |= edge
    return list(visible_to(actor).filter(child_id__in=found).exclude(pk=file.pk).order_by("opened_at"))


def files_of(actor: Actor, child: Child) -> list[CaseFile]:
    """The child's files that the actor sees, with office and worker."""
    return list(visible_to(actor).filter(child=child).select_related("office", "worker").order_by("opened_at"))


def last_search() -> DuplicateSearch | None:
    """The newest run of the search."""
    return DuplicateSearch.objects.first()


def changed_records(after: DuplicateSearch | None, most: int) -> list[tuple[uuid.UUID, dt.datetime]]:
    """The next ``most`` children whose record changed after that run, the longest unchanged first."""
    found = Child.objects.filter(erased_at=None).order_by("updated_at", "pk")
    if after is not None and after.through_at is not None:
        found = found.filter(Q(updated_at__gt=after.through_at) | Q(updated_at=after.through_at, pk__gt=after.through_id))
    return list(found.values_list("pk", "updated_at")[:most])


def alike(children: Sequence[uuid.UUID]) -> Iterator[Alike]:
    """Whom these children share words or numbers with, by hashes alone; pairs on record already are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_alike(%s)", [list(children)])
        rows = cursor.fetchall()
    for one, other, borne_by, spelt, sounded, begun, words_one, words_other, numbers, same_sex, months in rows:
        yield Alike(
            one,
            other,
            Agreement(
                borne_by=borne_by,
                spelt=spelt,
                sounded=sounded,
                begun=begun,
                words=(words_one, words_other),
                numbers=numbers,
                same_sex=same_sex,
                months=months,
            ),
        )
