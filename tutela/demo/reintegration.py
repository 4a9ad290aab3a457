"""A child of the invented country who went home: two visits made, the third due in two days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.cases.actions import circle, views_of_child
from tutela.cases.models import CaseFile
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache
from tutela.reintegration import actions
from tutela.reintegration.models import Return

from .country import Country
from .people import People

_WENT = 26
"""So many days ago: the visits of the first two weeks are made, the one of the fourth is near."""
_PREPARED = {
    "family": "Two talks with the grandmother and the uncle; the father lives elsewhere and does not come.",
    "household": "Five people, two rooms. A bed and a shelf of her own.",
    "school": "The school at the market keeps her place; the teacher expects her on Monday.",
    "livelihood": "The grandmother sells vegetables; a school grant was asked for.",
    "community": "The neighbours know that she comes back. Nothing else is told, as she wants it.",
}
_VISITS: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        7,
        {
            "seen": ["child", "caregiver"], "alone": "yes", "harm": "none", "child_said": "I sleep well. My bed is by the window.",
            "domains": {"family": "well", "household": "well", "school": "mixed", "livelihood": "mixed", "community": "well"},
            "next_step": "Ask the school about the afternoon lessons.",
        },
    ),
    (
        14,
        {
            "seen": ["child", "caregiver", "school"], "alone": "yes", "harm": "none", "child_said": "School is good. I am late with sums.",
            "domains": {"family": "well", "household": "well", "school": "well", "livelihood": "mixed", "community": "well"},
            "next_step": "See whether the grant was paid.",
        },
    ),
)  # fmt: skip


def build_reintegration(country: Country, people: People) -> None:
    """On the oldest of the caseworker's open files. To the grandmother: at high risk that is no return to the parents, which
    would wait for a determination (P17)."""
    first = country.districts[0].code
    worker = accounts.actor_for(people.workers[first][0])
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed", "not_accepted"))
    with cache.scope(), acting_as(worker):
        for file in found.select_related("child", "office").order_by("opened_at")[:1]:
            _story(file, worker)


def _story(file: CaseFile, worker: Actor) -> None:
    went = today() - dt.timedelta(days=_WENT)
    granny = circle.add_person(file=file, by=worker, values={"name": "Grandmother", "relation": "grandparent"})
    said = {"about": "return", "heard_on": went - dt.timedelta(days=5), "views": "I want to live with my grandmother."}
    view = views_of_child.record_view(file=file, by=worker, values=said)
    target = "alternative_family" if file.risk_level == "high" else "family"
    values = {"target": target, "person": granny, "planned_on": went, "prepared": _PREPARED, "view": view}
    one = actions.plan_return(file=file, by=worker, values=values)
    one = _step(worker, one, actions.start, went_on=went)
    for day, visit in _VISITS:
        one = _step(worker, one, actions.record_visit, visited_on=went + dt.timedelta(days=day), **visit)


def _step(by: Actor, one: Return, act: Any, **values: Any) -> Return:
    """One step on the version there is; inside ``acting_as``."""
    now = Return.objects.select_related("file__child", "file__office", "person", "view").get(pk=one.pk)
    done: Return = act(one=now, by=by, base_version=now.version, values=values)
    return done
