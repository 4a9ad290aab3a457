"""What a bundle would change here, and what is wrong with it. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from tutela.kernel.carrying import Difference, Rows, Standing, compare
from tutela.kernel.errors import NotHere

from ..models import BundleImport
from .bundle import KINDS, member_of, rows_here


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which member, which row, with which field."""

    member: str
    row: str
    field: str
    sentence: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.row, self.field) if part)
        return f"{self.member}: {place}: {self.sentence}" if place else f"{self.member}: {self.sentence}"


@dataclass(frozen=True)
class Preview:
    """How every row stands, and every fault."""

    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows stand how."""
        found = Counter(one.standing.value for one in self.differences)
        return {standing.value: found[standing.value] for standing in Standing}

    @property
    def written(self) -> tuple[Difference, ...]:
        """What putting it in force would write."""
        return tuple(one for one in self.differences if one.standing in (Standing.NEW, Standing.CHANGED))

    @property
    def digest(self) -> str:
        """SHA-256 over what would be written: whether somebody else sees the same."""
        plain = [asdict(one) | {"standing": one.standing.value} for one in self.written]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def look(rows: Mapping[str, Rows]) -> Preview:
    """Compare a bundle's rows with those of this server."""
    here = rows_here()
    differences: list[Difference] = []
    faults: list[Fault] = []
    for kind in KINDS:
        brought = rows.get(kind.name, {})
        differences += compare(kind.name, brought, here[kind.name])
        for wrong in kind.wrong(brought, here[kind.name], rows):
            faults.append(Fault(member_of(kind, wrong.key), wrong.key, wrong.field, str(wrong)))
    return Preview(tuple(differences), tuple(faults))


def imports() -> QuerySet[BundleImport]:
    """The bundles that were brought here, newest first; row security leaves others than administrators none."""
    return BundleImport.objects.select_related("looked_at_by", "ended_by").defer("members")


def find(bundle_id: uuid.UUID) -> BundleImport:
    """One of them.

    Raises:
        NotHere: there is none, or the actor does not see it.
    """
    found = BundleImport.objects.select_related("looked_at_by", "ended_by").filter(pk=bundle_id).first()
    if found is None:
        raise NotHere
    return found


def waiting_of_others(digest: str, actor_id: uuid.UUID) -> BundleImport | None:
    """A bundle of the same content that another person looked at and that waits."""
    same = BundleImport.objects.filter(digest=digest, state="waiting").exclude(looked_at_by_id=actor_id)
    return same.order_by("-looked_at").first()


def plain(difference: Difference) -> dict[str, Any]:
    """A difference as programs read it."""
    return {
        "kind": difference.kind,
        "key": difference.key,
        "standing": difference.standing.value,
        "changes": [asdict(one) for one in difference.changes],
    }
