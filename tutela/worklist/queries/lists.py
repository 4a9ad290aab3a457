"""Lists kept by name: whose, and whether they still fit."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from tutela.accounts.api import User
from tutela.cases.api import NOBODY, CaseFile, listed, narrowed, unknown_words
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.errors import NotHere

from ..models import SavedFilter
from ..policies import LISTS, keep_lists, use_list


def lists_of(actor: Actor) -> QuerySet[SavedFilter]:
    """The actor's own lists and those shared with their offices; equals filtering all by :data:`..policies.use_list`."""
    if not keep_lists.allows(actor):
        return SavedFilter.objects.none()
    seen = Q(owner_id=actor.id) | Q(office_id__in=own_offices(actor))
    return SavedFilter.objects.filter(seen).select_related("owner", "office").order_by("name", "pk")


def own_offices(actor: Actor) -> frozenset[uuid.UUID]:
    """Where the actor works with files."""
    return frozenset().union(*(actor.offices(task) for task in LISTS))


def offices_to_share_with(actor: Actor) -> QuerySet[Office]:
    """The same, as offices."""
    return Office.objects.filter(pk__in=own_offices(actor)).order_by("name")


def get_list(actor: Actor, list_id: uuid.UUID) -> SavedFilter:
    """One list.

    Raises:
        NotHere: missing, or not for this actor; the two look the same.
    """
    found = SavedFilter.objects.select_related("owner", "office").filter(pk=list_id).first()
    if found is None or not use_list.allows(actor, found):
        raise NotHere()
    return found


def outdated(query: dict[str, Any]) -> bool:
    """Whether a list asks for words that no longer exist, or for somebody whose account is closed."""
    if unknown_words(query):
        return True
    worker = query.get("worker")
    if not worker or worker == NOBODY:
        return False
    return not User.objects.filter(pk=worker, is_active=True).exists()


def files_of(actor: Actor, kept: SavedFilter) -> QuerySet[CaseFile]:
    """The files of a list: what the actor sees, narrowed. Nothing when it no longer fits."""
    found = listed(actor)
    return found.none() if outdated(kept.query) else narrowed(found, kept.query, actor.id)


def address_of(kept: SavedFilter) -> str:
    """What follows the question mark in the address of the list of files."""
    return urlencode({"state": ""} | kept.query)


def first_list(actor: Actor) -> str:
    """How the list of files opens for this person; empty: as for everybody."""
    found = SavedFilter.objects.filter(owner_id=actor.id, is_default=True).first()
    return "" if found is None or outdated(found.query) else address_of(found)
