"""A crowd for measuring: many children with names of many spellings, each with an open file, one concern and one deadline."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from functools import lru_cache

from django.db import transaction

from tutela.accounts.models import User
from tutela.cases.models import CaseFile, Child, Concern, Deadline, SearchToken
from tutela.cases.names import tokens_of, words_to_index
from tutela.directory.models import Office
from tutela.kernel.clock import now
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache, keys

from .country import Country
from .people import People

_HEADS = (
    "ba",
    "ka",
    "mo",
    "sa",
    "ne",
    "ti",
    "lo",
    "da",
    "fa",
    "ju",
    "zi",
    "ra",
    "che",
    "ou",
    "gha",
    "yu",
    "pe",
    "sha",
    "vi",
    "ol",
)
_TAILS = (
    "ra",
    "mi",
    "to",
    "na",
    "kou",
    "les",
    "din",
    "wa",
    "tou",
    "ren",
    "la",
    "sef",
    "ben",
    "ka",
    "dou",
    "ni",
    "mar",
    "zo",
    "va",
    "tim",
)
_BATCH = 1000


def build_crowd(
    country: Country, people: People, children: int, *, seed: int = 7, progress: Callable[[int], None] = lambda done: None
) -> None:
    """Insert ``children`` children; a transaction for each thousand, so that it can be stopped."""
    draw = random.Random(seed)
    for start in range(0, children, _BATCH):
        with transaction.atomic(), cache.scope():
            _batch(country, people, draw, min(_BATCH, children - start))
        progress(min(start + _BATCH, children))


def name(draw: random.Random) -> str:
    """A made-up word of two or three syllables."""
    return "".join([draw.choice(_HEADS), draw.choice(_TAILS), draw.choice(("", *_TAILS))]).capitalize()


@lru_cache(maxsize=20_000)
def _tokens(word: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(tokens_of(words_to_index([word], [])))


class _Rows:
    """The rows of a batch, by kind."""

    def __init__(self, country: Country, people: People, draw: random.Random) -> None:
        self.country, self.people, self.draw, self.moment = country, people, draw, now()
        self.children: list[Child] = []
        self.files: list[CaseFile] = []
        self.concerns: list[Concern] = []
        self.deadlines: list[Deadline] = []
        self.tokens: list[SearchToken] = []

    def add(self, child_id: uuid.UUID) -> None:
        """One child with a file, a concern, a deadline and search tokens."""
        draw = self.draw
        district = draw.choice(self.country.districts)
        worker, office = draw.choice(self.people.workers[district.code]), self.country.offices[district.code]
        given, family, age = name(draw), name(draw), draw.randrange(18)
        at, file_id = self.moment - dt.timedelta(minutes=draw.randrange(2_000_000)), uuid7()
        year = str(self.moment.year - age)
        self.children.append(
            Child(
                id=child_id,
                key_id=child_id,
                given_names=given,
                family_names=family,
                sex=draw.choice(("girl", "boy", "UNK")),
                born_earliest=f"{year}-01-01",
                born_latest=f"{year}-12-31",
            )
        )
        self.files.append(
            CaseFile(
                id=file_id,
                child_id=child_id,
                office=office,
                territory=district,
                worker=worker,
                opened_by=worker,
                state="active",
                risk_level=draw.choice(("high", "medium", "low")),
                reported_on=at.date(),
                age_low=age,
                age_high=age,
                opened_at=at,
                updated_at=at,
                next_contact_on=self.moment.date(),
            )
        )
        self.parts(child_id, file_id, office, worker, at)
        for word in (given, family):
            self.tokens += [SearchToken(child_id=child_id, kind=kind, token=token) for kind, token in _tokens(word)]

    def parts(self, child_id: uuid.UUID, file_id: uuid.UUID, office: Office, worker: User, at: dt.datetime) -> None:
        """A concern and a deadline."""
        worry = "The child often stays away from school."
        self.concerns.append(
            Concern(
                file_id=file_id, key_id=child_id, created_by=worker, updated_by=worker, concerns=["PC18"], description=worry
            )
        )
        due = at + dt.timedelta(days=14)
        self.deadlines.append(Deadline(file_id=file_id, office=office, kind="follow_up", due_at=due, with_user=worker))


def _batch(country: Country, people: People, draw: random.Random, size: int) -> None:
    ids = [uuid7() for _ in range(size)]
    keys.create_keys(ids, "child")
    rows = _Rows(country, people, draw)
    for child_id in ids:
        rows.add(child_id)
    Child.objects.bulk_create(rows.children, batch_size=2000)
    CaseFile.objects.bulk_create(rows.files, batch_size=2000)
    Concern.objects.bulk_create(rows.concerns, batch_size=2000)
    Deadline.objects.bulk_create(rows.deadlines, batch_size=2000)
    SearchToken.objects.bulk_create(rows.tokens, batch_size=2000)
