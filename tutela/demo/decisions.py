"""Determinations of the best interests in the invented country: one decided, with a dissent, and one still being written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.actions import views_of_child
from tutela.cases.models import CaseFile
from tutela.decisions import actions
from tutela.decisions.models import Determination
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache

from .country import Country
from .people import People

_OPTIONS: tuple[dict[str, Any], ...] = (
    {
        "name": "Stay with the aunt", "does_it": True, "factors": ["safety", "views", "education"],
        "speaks_for": "She goes to school and sleeps well.", "speaks_against": "Far from her brother.",
        "safety": "Visited each week; the aunt knows whom to call.", "child_thinks": "Wants this, and to see her brother.",
    },
    {
        "name": "Go back to the village", "does_it": False, "factors": ["family", "identity"],
        "speaks_for": "Her brother and her language are there.", "speaks_against": "Nobody there can look after her now.",
        "safety": "Not checked: the road is closed.", "child_thinks": "Not now. Later, perhaps.",
    },
)  # fmt: skip
_OUTSIDE = (("A teacher", "AC-EDU"), ("A nurse", "AC-HEA"))


def build_decisions(country: Country, people: People) -> None:
    """On the oldest of the caseworker's open files: one decided, one that is still being written."""
    first = country.districts[0].code
    worker, boss = accounts.actor_for(people.workers[first][0]), accounts.actor_for(people.supervisors[first])
    lawyer = accounts.actor_for(User.objects.get(username="legal_officer"))
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed"))
    with cache.scope():
        with acting_as(worker):
            mine = list(found.select_related("child", "office").order_by("opened_at")[:1])
        for file in mine:
            _story(file, worker, boss, lawyer)


def _story(file: CaseFile, worker: Actor, boss: Actor, lawyer: Any) -> None:
    """Where she lives is decided; whether her brother joins her is being written."""
    with acting_as(worker):
        one = _draft(
            file, worker, lawyer, "placement", "Where she lives until the road to the village is open.", called=True
        )
        _draft(file, worker, lawyer, "separation", "Whether her small brother comes to the same house.", called=False)
    _positions(one, worker, lawyer)
    with acting_as(worker):
        chosen = one.options.order_by("created_at").first()
    decision = {
        "chosen": chosen, "reasons": "Safe there, and what she wants.", "review_on": today() + dt.timedelta(days=90),
        "non_discrimination": "Weighed as for any other child.", "best_interests": "Both ways were weighed.",
        "survival_and_development": "School, sleep and health.", "views_of_the_child": "Followed; she was told why.",
    }  # fmt: skip
    _step(boss, one, actions.decide, **decision)


def _draft(file: CaseFile, worker: Actor, lawyer: Any, kind: str, subject: str, *, called: bool) -> Determination:
    """Proposed, weighed, heard, the panel seated and perhaps called; inside ``acting_as`` the worker."""
    said = {
        "about": "placement",
        "heard_on": today(),
        "views": "I want to stay here, and to see my brother.",
        "agrees": "yes",
    }
    view = views_of_child.record_view(file=file, by=worker, values=said)
    view = views_of_child.weigh_view(
        view=view,
        by=worker,
        base_version=view.version,
        weight="It decides, as long as it is safe.",
        feedback="She was told.",
    )
    one = actions.propose(file=file, by=worker, values={"kind": kind, "subject": subject, "country": ""})
    for option in _OPTIONS:
        one = _step_inside(worker, one, actions.add_option, **option)
    one = _step_inside(worker, one, actions.hear, view=view, guardian_view="The aunt agrees.", risk_on_return="")
    one = _step_inside(worker, one, actions.add_member, user=lawyer.user, sector="AC-JUS", conflict="none")
    for name, sector in _OUTSIDE:
        one = _step_inside(worker, one, actions.add_member, name=name, sector=sector, conflict="none")
    return _step_inside(worker, one, actions.call_panel) if called else one


def _positions(one: Determination, worker: Actor, lawyer: Actor) -> None:
    with acting_as(worker):
        members = {row.sector: row for row in one.members.all()}
    _step(lawyer, one, actions.take_position, member=members["AC-JUS"], stand="agrees")
    _step(worker, one, actions.take_position, member=members["AC-EDU"], stand="agrees")
    words = "Her brother should be heard first."
    _step(worker, one, actions.take_position, member=members["AC-HEA"], stand="dissents", words=words)


def _step(by: Actor, one: Determination, act: Any, **values: Any) -> Determination:
    with acting_as(by):
        return _step_inside(by, one, act, **values)


def _step_inside(by: Actor, one: Determination, act: Any, **values: Any) -> Determination:
    """One step on the version there is."""
    now = Determination.objects.select_related("file__child", "file__office", "view", "chosen").get(pk=one.pk)
    done: Determination = act(one=now, by=by, base_version=now.version, values=values)
    return done
