"""Records that may be one child: what is found without opening a name, and the files of a child whose records are linked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from tutela.kernel.actor import Actor
from tutela.methods.linkage.hashed import Agreement

from ..models import CaseFile, Child, DuplicateSearch, PossibleDuplicate
from ..states import DuplicateState
from .files import visible_to


@dataclass(frozen=True)
class Alike:
    """Two records and what they share by hashes and codes; the earlier record first."""

    one: uuid.UUID
    other: uuid.UUID
    shared: Agreement


def linked_files(actor: Actor, file: CaseFile) -> list[CaseFile]:
    """The other files of the same child: of this record, and of those linked to it as far as the actor sees them."""
    found, edge = {file.child_id}, {file.child_id}
    while edge:
        pairs = PossibleDuplicate.objects.filter(Q(one__in=edge) | Q(other__in=edge), state=DuplicateState.LINKED)
        edge = {child for pair in pairs.values_list("one_id", "other_id") for child in pair} - found
        found |= edge
    return list(visible_to(actor).filter(child_id__in=found).exclude(pk=file.pk).order_by("opened_at"))


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
