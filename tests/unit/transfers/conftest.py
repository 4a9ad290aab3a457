"""Two offices of one body, each with its people, a file of the first, and a child who was asked about the change."""

import pytest

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_team_of_office, make_view, open_case, put_in_state
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.audit.models import Event
from tutela.cases.actions.views_of_child import record_view
from tutela.cases.models import CaseFile
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.transfers import actions
from tutela.transfers.models import Proposal, Transfer

WORDS = "The family moved to the other town; the aunt there is known."
ASKED = {"why": "moved", "reason": WORDS, "urgent": "The doctor on Monday.", "promised": "That Ana says goodbye in person."}


class There:
    """The office that is asked, and its people."""

    def __init__(self, team, **office):
        self.office = make_office(**{"organisation": team.office.organisation} | office)
        self.supervisor = make_actor("supervisor", office=self.office)
        self.worker = make_actor("caseworker", office=self.office)


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def there(team):
    return There(team)


@pytest.fixture
def file(team):
    return to_transfer(team)


def to_transfer(team, state="active", **opening):
    """An open file whose child was heard on the change."""
    found = put_in_state(open_case(team, **opening), state, team.worker)
    make_view(team, found, about="transfer", views="I want to know who comes then.")
    return found


def hear(side, file):
    """What the child says to the change, once more."""
    said = {"about": "transfer", "heard_on": today(), "views": "I want to stay with who knows me."}
    with acting_as(side.worker):
        record_view(file=fresh(side.worker, file), by=side.worker, values=said)


def asked(team, there, file, by=None, **changes):
    """Asked of the other office by the supervisor."""
    by = by or team.supervisor
    values = ASKED | {"office": there.office} | changes
    with acting_as(by):
        now = CaseFile.objects.select_related("child", "office__organisation", "worker").get(pk=file.pk)
        return actions.ask_transfer(file=now, by=by, values=values)


def current(by, one):
    with acting_as(by):
        return Transfer.objects.select_related("from_office", "to_office", "consent").get(pk=one.pk)


def step(by, one, act, **values):
    """One step by its action, on the version there is."""
    now = current(by, one)
    with acting_as(by):
        return act(one=now, by=by, base_version=now.version, values=values)


def accepted(there, one, **changes):
    """Taken over by the worker of the other office."""
    return step(there.supervisor, one, actions.accept_transfer, **{"worker": there.worker.user} | changes)


def declined(there, one, **changes):
    values = {"not_taken": "no_capacity", "answer": "Nobody could see the child this month."} | changes
    return step(there.supervisor, one, actions.decline_transfer, **values)


def now_of(by, file):
    return fresh(by, file)


def told(*names):
    """What the trail holds of these actions, and about whom."""
    with acting_as(make_actor("data_protection_officer")):
        return list(Event.objects.filter(action__in=names).order_by("position").values_list("action", "about"))


def proposed(team, there, file, by=None, **changes):
    """Proposed by the file's worker to the supervisor."""
    by = by or team.worker
    with acting_as(by):
        now = CaseFile.objects.select_related("child", "office__organisation", "worker").get(pk=file.pk)
        return actions.propose_transfer(file=now, by=by, values=ASKED | {"office": there.office} | changes)


def of_proposal(by, one, act, answer="The aunt moves here next month; the school stays."):
    """One step of a proposal by its action."""
    with acting_as(by):
        now = Proposal.objects.select_related("file__child", "file__office").get(pk=one.pk)
        return act(one=now, by=by, base_version=now.version, values={"answer": answer})
