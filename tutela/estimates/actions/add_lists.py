"""Bringing lists in: linked once, in memory, or as a table of patterns that was made elsewhere."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.methods import linkage
from tutela.methods.linkage.register import BadInput, read_bytes
from tutela.methods.prevalence import InvalidCounts
from tutela.methods.prevalence.reading import decoded, read_text

from ..models import ListOverlap
from ..policies import work_with_lists
from ..queries.lists import UNKNOWN

if TYPE_CHECKING:
    from tutela.methods.linkage.overlap import Overlaps

MOST_RECORDS = 50_000
"""More records than this are linked on the command line (``tutela link``), not in a page."""


@dataclass(frozen=True)
class Told:
    """What a statistician says about the lists as a whole. ``recall``: share of true links found; ``None`` not known."""

    title: str
    year_from: int
    year_to: int
    recall: float | None = None


def link_lists(
    *, by: Actor, told: Told, files: Sequence[tuple[str, bytes]], mapping: Mapping[str, tuple[str, ...]]
) -> ListOverlap:
    """Link agencies' lists and keep their patterns; the lists themselves are never written anywhere.

    Args:
        files: (name of the list, the CSV file's bytes) each.
        mapping: field to columns, as in ``tutela link --map``.

    Raises:
        Refused: not a statistician.
        InvalidInput: a file or column is wrong; the sentence names it, never a value of a row.
    """
    work_with_lists.require(by)
    try:
        registers = [read_bytes(raw, name, dict(mapping)) for name, raw in files]
        if sum(map(len, registers)) > MOST_RECORDS:
            raise InvalidInput(
                {"uploads": _("Together the lists have more records than a page can link. Link them in parts.")}
            )
        found = linkage.overlaps(registers, period=(told.year_from, told.year_to))
    except BadInput as why:
        raise InvalidInput({"uploads": str(why)}) from None
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in files}
    made = _kept(by, told, found, digests)
    _record(by, made)
    return made


def add_counts(*, by: Actor, told: Told, name: str, raw: bytes) -> ListOverlap:
    """Keep a table of patterns that agencies made among themselves.

    Raises:
        Refused: not a statistician.
        InvalidInput: the table is wrong; the sentence names row and column.
    """
    work_with_lists.require(by)
    try:
        counts = read_text(decoded(raw, name)[0], name)
    except InvalidCounts as why:
        raise InvalidInput({"uploads": str(why)}) from None
    masks, people = counts.patterns()
    made = ListOverlap.objects.create(
        **vars(told),
        names=list(counts.names),
        rows=[[int(mask), UNKNOWN, UNKNOWN, UNKNOWN, int(n)] for mask, n in zip(masks, people, strict=True)],
        sources=[{"name": name, "records": counts.observed, "sha256": hashlib.sha256(raw).hexdigest()}],
        linked=False,
        made_by_id=by.id,
    )
    _record(by, made)
    return made


def _kept(by: Actor, told: Told, found: Overlaps, digests: Mapping[str, str]) -> ListOverlap:
    problems: dict[str, Counter[str]] = {name: Counter() for name in found.names}
    for problem in found.problems:
        problems.get(problem.file, Counter())[problem.code] += 1
    sources: list[dict[str, Any]] = [
        {"name": name, "records": records, "people": people, "sha256": digests[name], "problems": dict(problems[name])}
        for name, records, people in zip(found.names, found.records, found.people, strict=True)
    ]
    return ListOverlap.objects.create(
        **vars(told),
        names=list(found.names),
        rows=[[*key, people] for key, people in sorted(found.rows.items())],
        match=[[mask, round(chance, 6)] for mask, chance in found.match.items()],
        outside=found.outside,
        sources=sources,
        linked=True,
        made_by_id=by.id,
    )


def _record(by: Actor, made: ListOverlap) -> None:
    details = {"lists": len(made.names), "records": sum(source["records"] for source in made.sources), "linked": made.linked}
    audit.record(by=by, action="lists_added", subject=f"lists:{made.pk}", details=details)
