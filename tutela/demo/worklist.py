"""Kept lists, a flag that is late and one that is not, a day of supervision, in the invented country."""

from __future__ import annotations

import datetime as dt

from tutela.accounts import api as accounts
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import end_of, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
from tutela.worklist.actions import flags, lists
from tutela.worklist.models import Flag

from .country import Country
from .people import People

_LISTS = (
    ("High risk", {"risk": "high"}, True),
    ("Nobody is responsible", {"worker": "nobody"}, True),
    ("Late", {"late": "anything"}, False),
)


def build_worklist(country: Country, people: People) -> None:
    """In the first district: lists of the supervisor, flags on two files of the caseworker."""
    first = country.districts[0].code
    boss = accounts.actor_for(people.supervisors[first])
    with cache.scope(), acting_as(boss):
        for name, query, shared in _LISTS:
            office = country.offices[first] if shared else None
            lists.keep_list(by=boss, values={"name": name, "query": query, "office": office})
        mine = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed"))
        found = list(mine.select_related("child", "office").order_by("-opened_at")[:2])
        for number, file in enumerate(found):
            said = ("Ask the school whether she came back.", "The birth certificate is at the registry.")[number]
            flag = flags.raise_flag(file=file, by=boss, values={"reason": said, "until": today() + dt.timedelta(days=4)})
            if number == 0:
                _let_pass(flag)
                flags.set_supervision(file=file, by=boss, values={"day": today() + dt.timedelta(days=6)})


def _let_pass(flag: Flag) -> None:
    """As if it had been raised two weeks ago."""
    until = today() - dt.timedelta(days=2)
    Flag.objects.filter(pk=flag.pk).update(until=until)
    Deadline.objects.filter(subject=flag.pk).update(due_at=end_of(until))
