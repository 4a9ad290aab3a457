"""Remembering which editions this installation uses. Changed content under an old version number is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tutela.kernel import clock

from ..errors import BadVocabulary
from ..models import CodeListEdition
from ..queries import checks, files, glossary, profiles, standard


@dataclass(frozen=True, order=True, slots=True)
class Edition:
    """One version of one thing, with the digest of its content."""

    list_id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: editions new to this installation, and how many it knew already."""

    new: tuple[Edition, ...]
    known: int

    def __str__(self) -> str:
        return f"{len(self.new)} new editions, {self.known} known"


@transaction.atomic
def load(*, by: str = "tutela setup") -> Loaded:
    """Check everything, then record the editions that are new. Safe to repeat; part of ``tutela migrate``.

    ``by`` names who loads (an actor's name or the command); the editions themselves are the record, nothing else is logged.

    Raises:
        BadVocabulary: a file is faulty, or an edition known here came back with other content or an older number.
    """
    problems = [str(problem) for problem in checks.check()]
    if problems:
        raise BadVocabulary(problems)
    return remember(editions(), by=by)


@transaction.atomic
def remember(wanted: Iterator[Edition] | list[Edition], *, by: str) -> Loaded:
    """Record editions.

    Raises:
        BadVocabulary: an edition known here came back with other content or an older number; nothing is recorded.
    """
    known = {(row.list_id, row.version): row.digest for row in CodeListEdition.objects.all()}
    newest: dict[str, int] = {}
    for list_id, version in known:
        newest[list_id] = max(version, newest.get(list_id, 0))
    new, refused = [], []
    for edition in wanted:
        earlier = known.get((edition.list_id, edition.version))
        if earlier is None and edition.version < newest.get(edition.list_id, 0):
            refused.append(f"{edition.list_id}: version {edition.version} is older than the one loaded before")
        elif earlier is None:
            new.append(edition)
        elif earlier != edition.digest:
            refused.append(f"{edition.list_id}: version {edition.version} changed its content; raise the version")
    if refused:
        raise BadVocabulary(sorted(refused))
    moment = clock.now()
    CodeListEdition.objects.bulk_create(
        CodeListEdition(list_id=row.list_id, version=row.version, digest=row.digest, loaded_at=moment, loaded_by=by)
        for row in new
    )
    return Loaded(tuple(sorted(new)), len(known))


def editions() -> Iterator[Edition]:
    """Everything that has a version: lists, overlaps, the glossary term by term, and the active country profile."""
    for list_id in standard.list_ids():
        chosen = standard.standard_list(list_id)
        yield Edition(list_id, chosen.version, chosen.digest)
    overlaps = files.read(files.DATA / "overlaps.yaml")
    yield Edition("overlaps", overlaps["version"], files.digest(overlaps))
    for term in glossary.glossary():
        yield Edition(f"glossary/{term.id}", term.version, term.digest)
    profile = profiles.active_profile()
    yield Edition(f"country/{profile.code}", profile.version, profile.digest)
