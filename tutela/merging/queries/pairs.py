"""Pairs of records that may be one child: whose they are to compare, and what the database tells beyond row security."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, Child, DuplicateState, PossibleDuplicate, visible_to
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..policies.pairs import see_pair


def visible_pairs(actor: Actor) -> QuerySet[PossibleDuplicate]:
    """Every pair the actor may compare; equals filtering by :data:`~tutela.merging.policies.pairs.see_pair`."""
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


def files_of(actor: Actor, child: Child) -> list[CaseFile]:
    """The child's files that the actor sees, with office and worker."""
    return list(visible_to(actor).filter(child=child).select_related("office", "worker").order_by("opened_at"))
