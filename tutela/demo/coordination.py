"""Working together in the invented country: a conference with a task that is running, one being prepared, what bodies owe."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.cases.actions import consents, views_of_child
from tutela.cases.models import CaseFile
from tutela.coordination.actions import conferences, obligations
from tutela.coordination.models import Conference, Participant
from tutela.coordination.queries.conferences import RELATED
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache

from .country import Country
from .people import People

_PAPERS: dict[str, Any] = {
    "purpose": "The way to school from the new house.", "agenda": "1. School 2. Transport 3. Who calls whom",
    "place": "Office of the district, ten o'clock", "parts": ["child", "care", "plan"],
}  # fmt: skip
_HELD = {
    "presented": "Read out word for word.", "weight": "It decided: the child stays at the same school.",
    "feedback": "The child was told.",
    "dissent": "The teacher would have waited until the new term.",
}  # fmt: skip


def build_coordination(country: Country, people: People) -> None:
    """On the oldest of the caseworker's open files."""
    first = country.districts[0].code
    worker, guest = (
        accounts.actor_for(people.workers[first][0]),
        accounts.actor_for(User.objects.get(username="service_provider")),
    )
    office = Office.objects.select_related("organisation").filter(pk__in=guest.offices("referral_answer")).first()
    found = CaseFile.objects.filter(worker=people.workers[first][0]).exclude(state__in=("triaged", "closed"))
    with cache.scope():
        with acting_as(worker):
            mine = list(found.select_related("child", "office", "worker").order_by("opened_at")[:1])
        for file in mine:
            _conferences(file, worker, guest)
            if office is not None:
                _owed(file, worker, guest, office)


def _conferences(file: CaseFile, worker: Actor, guest: Any) -> None:
    """One held a week ago, its task running with the service; one called, its undertaking still to be accepted."""
    with moved_to(now() - dt.timedelta(days=7)):
        one = _called(file, worker, guest)
    with acting_as(guest):
        seat = Participant.objects.select_related("conference").get(conference_id=one.pk, user_id=guest.id)
        conferences.accept_undertaking(row=seat, by=guest)
    _step(worker, one, conferences.hold, **_HELD)
    due = today() + dt.timedelta(days=10)
    _step(worker, one, conferences.decide, what="Say which papers the school needs.", owner=seat, due_on=due)
    _step(worker, one, conferences.decide, what="Tell the child what was decided.", due_on=today() + dt.timedelta(days=2))
    _called(file, worker, guest)


def _called(file: CaseFile, worker: Actor, guest: Any) -> Conference:
    with acting_as(worker):
        days = {"meets_on": today(), "access_on": today() + dt.timedelta(days=60)}
        one = conferences.prepare(file=file, by=worker, values=days)
        said = {"about": "plan", "heard_on": today(), "views": "I want to stay at my school."}
        view = views_of_child.record_view(file=file, by=worker, values=said)
        given = {"purpose": "sharing", "decision": "given", "explained": True}
        consent = consents.record_consent(file=file, by=worker, values=given)
    _step(worker, one, conferences.write_papers, **_PAPERS)
    _step(worker, one, conferences.invite, username=guest.user.username, sector="AC-JUS")
    _step(worker, one, conferences.invite, username="supervisor", sector="AC-SOC")
    _step(worker, one, conferences.hear, view=view, consent=consent)
    return _step(worker, one, conferences.call)


def _owed(file: CaseFile, worker: Actor, guest: Actor, office: Office) -> None:
    """One past its day without an answer, one that the body promised."""
    with acting_as(worker):
        asked = {"office": office, "asked": "A lawyer before the next hearing."}
        with moved_to(now() - dt.timedelta(days=9)):
            obligations.ask(file=file, by=worker, values=asked | {"duty": "legal_aid"})
        two = obligations.ask(
            file=file, by=worker, values=asked | {"duty": "guardian", "asked": "A guardian for the hearing."}
        )
    with acting_as(guest):
        said = {"target": "promised", "promised_on": today() + dt.timedelta(days=12), "words": "From next month on."}
        obligations.answer(one=two, by=guest, base_version=two.version, values=said)


def _step(by: Actor, one: Conference, act: Any, **values: Any) -> Conference:
    with acting_as(by):
        held = Conference.objects.select_related("file__child", "file__office", "file__worker", *RELATED).get(pk=one.pk)
        done: Conference = act(one=held, by=by, base_version=held.version, values=values)
        return done
