"""A crowd for measuring: many children with names of many spellings, each with an open file, one concern and one deadline."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from functools import lru_cache

from django.db import transaction

from tutela.cases.models import CaseFile, Child, Concern, Deadline, SearchToken
from tutela.cases.names import tokens_of, words_to_index
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


def _batch(country: Country, people: People, draw: random.Random, size: int) -> None:
    ids = [uuid7() for _ in range(size)]
    keys.create_keys(ids, "child")
    moment = now()
    children, files, concerns, deadlines, tokens = [], [], [], [], []
    for child_id in ids:
        district = draw.choice(country.districts)
        worker = draw.choice(people.workers[district.code])
        given, family = name(draw), name(draw)
        age = draw.randrange(18)
        at = moment - dt.timedelta(minutes=draw.randrange(2_000_000))
        children.append(
            Child(
                id=child_id,
                key_id=child_id,
                given_names=given,
                family_names=family,
                sex=draw.choice(("girl", "boy", "UNK")),
                born_earliest=str(moment.year - age) + "-01-01",
                born_latest=str(moment.year - age) + "-12-31",
            )
        )
        file_id = uuid7()
        office = country.offices[district.code]
        files.append(
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
                next_contact_on=moment.date(),
            )
        )
        concerns.append(
            Concern(
                file_id=file_id,
                key_id=child_id,
                created_by=worker,
                updated_by=worker,
                concerns=["PC18"],
                offences=[],
                description="The child often stays away from school.",
            )
        )
        deadlines.append(
            Deadline(file_id=file_id, office=office, kind="follow_up", due_at=at + dt.timedelta(days=14), with_user=worker)
        )
        tokens += [
            SearchToken(child_id=child_id, kind=kind, token=token)
            for word in (given, family)
            for kind, token in _tokens(word)
        ]
    Child.objects.bulk_create(children, batch_size=2000)
    CaseFile.objects.bulk_create(files, batch_size=2000)
    Concern.objects.bulk_create(concerns, batch_size=2000)
    Deadline.objects.bulk_create(deadlines, batch_size=2000)
    SearchToken.objects.bulk_create(tokens, batch_size=2000)
