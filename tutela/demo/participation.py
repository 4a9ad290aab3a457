"""Participation in the invented country: children told, one who was told before somebody unsafe, requests at each state, a complaint."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.cases.models import CaseFile
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
from tutela.participation import actions
from tutela.participation.models import AccessRequest

from .country import Country
from .people import People

_TOLD = {
    "talk": "sheet",
    "way": "read_aloud",
    "language": "English",
    "understood": "yes",
    "asked": "Can my brother read this too?",
}
_ASKED: dict[str, Any] = {
    "asker": "child", "wish": "see", "capacity": "helped", "child_agrees": "yes", "words": "I want to know what you wrote.",
    "counselling_offered": True, "counselling": "The counsellor sits with her.",
}  # fmt: skip
_REFUSED = {
    "refusal": "proceedings", "reasons": "The court has to say first what may be shown. We ask again next month.",
    "remedy": "The data protection officer, or the independent mechanism, within thirty days.",
}  # fmt: skip


COMPLAINTS = 1
"""Reports to the mechanism beside those of the reporting channel."""


def build_participation(country: Country, people: People) -> None:
    """On the oldest of the caseworker's open files."""
    first = country.districts[0].code
    worker, boss = accounts.actor_for(people.workers[first][0]), accounts.actor_for(people.supervisors[first])
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed", "not_accepted"))
    with cache.scope():
        with acting_as(worker):
            mine = list(found.select_related("child", "office").order_by("opened_at")[:1])
        for file in mine:
            _story(file, worker, boss)


def _story(file: CaseFile, worker: Actor, boss: Actor) -> None:
    """Told; asked to see, to have explained and to correct: waiting, granted, given and refused; one complaint."""
    with acting_as(worker):
        day = max(file.reported_on, today() - dt.timedelta(days=3))
        actions.hand_over(file=file, by=worker, values=_TOLD | {"handed_on": day})
        made = [
            actions.ask_access(file=file, by=worker, values=_ASKED | {"wish": wish, "words": words, "asked_on": day})
            for wish, words in (
                ("see", "I want to know what you wrote."), ("explain", "What does “reintegration” mean?"),
                ("correct", "My school is written wrong."), ("see", "I want to read what was said in court."),
            )
        ]  # fmt: skip
    _waiting, granted, given, refused = made
    _step(boss, granted, actions.grant_access)
    _step(boss, given, actions.grant_access)
    _step(
        worker, given, actions.give_access, answer="The school is corrected. What stood there before stays in the history."
    )
    _step(boss, refused, actions.refuse_access, **_REFUSED)
    said = {"number": file.number, "office": file.office, "voice": "child", "words": "Nobody asked me before I had to move."}
    with acting_as(worker):
        actions.complain(by=worker, values=said)


def _step(by: Actor, one: AccessRequest, act: Any, **values: Any) -> None:
    """One step on the version there is."""
    with acting_as(by):
        now = AccessRequest.objects.select_related("file__child", "file__office", "person").get(pk=one.pk)
        act(one=now, by=by, base_version=now.version, values=values)
