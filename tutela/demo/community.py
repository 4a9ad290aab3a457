"""A community committee in the invented country: one support asked, one taken on and late, one done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.models import CaseFile
from tutela.community.actions import support
from tutela.community.models import SupportAction
from tutela.community.queries import get_asked
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache

from .country import Country
from .people import People

_ASKED: tuple[tuple[str, str, int], ...] = (
    ("Please walk along to school in the morning until the end of the month.", "At the school gate, at seven.", 12),
    ("Please find somebody who repairs bicycles and would show a young person how.", "", 0),
    ("Please bring the school books that the learning centre gives.", "At the learning centre, Saturday at ten.", 3),
)


def build_community(country: Country, people: People) -> None:
    """The caseworker asks three times for one child; the committee takes two on and does the last."""
    first = country.districts[0].code
    worker = accounts.actor_for(people.workers[first][0])
    member = accounts.actor_for(User.objects.get(username="community_member"))
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed", "not_accepted"))
    with cache.scope():
        with acting_as(worker):
            file = found.select_related("child", "office").order_by("-opened_at").first()
            if file is None:
                return
            made = [_ask(worker, file, country, *said) for said in _ASKED]
        with acting_as(member):
            for one in made[1:]:
                held = get_asked(member, one.pk)
                support.accept(one=held, by=member, base_version=held.version, values={})
            held = get_asked(member, made[2].pk)
            said = {"answer": "The books are there. Everybody was friendly."}
            support.done(one=held, by=member, base_version=held.version, values=said)
    SupportAction.objects.filter(pk=made[1].pk).update(due_on=today() - dt.timedelta(days=2))


def _ask(worker: Actor, file: CaseFile, country: Country, what: str, where: str, days: int) -> SupportAction:
    said: dict[str, Any] = {"committee": country.committee, "what": what, "where_met": where, "child_agrees": "yes"}
    said |= {"due_on": today() + dt.timedelta(days=days), "nobody_unsafe": True}
    return support.ask_committee(file=file, by=worker, values=said)
