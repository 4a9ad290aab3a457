"""A crowd for measuring: many children with names of many spellings, each with an open file, one concern and one deadline."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, models, transaction

from tutela.accounts.models import User
from tutela.cases.models import CaseFile, Child, Concern, Deadline, SearchToken
from tutela.cases.names import tokens_of, words_to_index
from tutela.directory.models import Office, Territory
from tutela.kernel.clock import now
from tutela.kernel.ids import uuid7
from tutela.kernel.vault import cache, keys

_HEADS = "ba ka mo sa ne ti lo da fa ju zi ra che ou gha yu pe sha vi ol".split()
_TAILS = "ra mi to na kou les din wa tou ren la sef ben ka dou ni mar zo va tim".split()
_LAST = ["", *_TAILS]
_WORDS = len(_HEADS) * len(_TAILS) * len(_LAST)
_APART = 3671
"""Prime to the number of words, so that common names begin with different letters."""
_SKEW = 2.5
"""How common the common names are: the commonest is borne by 2.7 % of the children, the ten commonest by 6.8 %."""
_BATCH = 1000


@dataclass(frozen=True)
class _Place:
    """An office that holds files, with those who work there."""

    district: Territory
    office: Office
    workers: list[User]


def build_crowd(children: int, *, seed: int = 7, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add ``children`` children to the offices of the country; a transaction for each thousand, so that it can be stopped."""
    draw, places = random.Random(seed), _places()
    for start in range(0, children, _BATCH):
        with transaction.atomic(), cache.scope():
            _batch(places, draw, min(_BATCH, children - start))
        progress(min(start + _BATCH, children))


def name(draw: random.Random) -> str:
    """A made-up word of two or three syllables, some far more common than others."""
    number = int(_WORDS * draw.random() ** _SKEW) * _APART % _WORDS
    rest, head = divmod(number, len(_HEADS))
    last, tail = divmod(rest, len(_TAILS))
    return f"{_HEADS[head]}{_TAILS[tail]}{_LAST[last]}".capitalize()


def _places() -> list[_Place]:
    found = []
    for office in Office.objects.filter(holds_files=True).select_related("territory").order_by("code"):
        workers = User.objects.filter(grants__role="caseworker", grants__office=office).order_by("username")
        found.append(_Place(office.territory, office, list(workers)))
    return found


@lru_cache(maxsize=20_000)
def _tokens(word: str) -> tuple[tuple[str, bytes], ...]:
    return tuple(tokens_of(words_to_index([word], [])))


class _Rows:
    """The rows of a batch, by kind."""

    def __init__(self, places: list[_Place], draw: random.Random) -> None:
        self.places, self.draw, self.moment = places, draw, now()
        self.children: list[Child] = []
        self.files: list[CaseFile] = []
        self.concerns: list[Concern] = []
        self.deadlines: list[Deadline] = []
        self.tokens: list[SearchToken] = []

    def add(self, child_id: uuid.UUID) -> None:
        """One child with a file, a concern, a deadline and search tokens."""
        draw = self.draw
        place = draw.choice(self.places)
        worker, office = draw.choice(place.workers), place.office
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
                territory=place.district,
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


def _batch(places: list[_Place], draw: random.Random, size: int) -> None:
    ids = [uuid7() for _ in range(size)]
    keys.create_keys(ids, "child")
    rows = _Rows(places, draw)
    for child_id in ids:
        rows.add(child_id)
    for made in (rows.children, rows.files, rows.concerns, rows.deadlines, rows.tokens):
        _copy(made)


def _copy(rows: Sequence[models.Model]) -> None:
    """As ``bulk_create``, in a quarter of the time."""
    fields = [field for field in rows[0]._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(str(field.column) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {rows[0]._meta.db_table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields])
