"""A team of an office with a legal officer, a file, a determination at each state."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, make_view, open_case
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.decisions import actions
from tutela.decisions.models import Determination
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SOON = today() + dt.timedelta(days=60)
OPTION = {
    "name": "Stay with the aunt", "does_it": False, "factors": ["safety", "views"], "speaks_for": "School goes on.",
    "speaks_against": "Far from the brother.", "safety": "Visited each week.", "child_thinks": "Wants this.",
}  # fmt: skip
DECISION = {
    "reasons": "Safe there, and wanted.", "non_discrimination": "Same care as for others.", "best_interests": "Weighed.",
    "survival_and_development": "School and health.", "views_of_the_child": "Followed.", "review_on": SOON,
}  # fmt: skip


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def lawyer(team):
    return make_actor("legal_officer", office=team.office)


@pytest.fixture
def file(team):
    return open_case(team)


def current(by, one):
    """The determination as it is now."""
    with acting_as(by):
        return Determination.objects.select_related("file__child", "view", "chosen").get(pk=one.pk)


def step(by, one, act, **values):
    """One step by its action, on the version there is."""
    with acting_as(by):
        now = Determination.objects.select_related("file__child", "view", "chosen").get(pk=one.pk)
        return act(one=now, by=by, base_version=now.version, values=values)


def proposed(team, file, **changes):
    values = {"kind": "reunification", "subject": "Back to the mother.", "country": ""} | changes
    with acting_as(team.worker):
        return actions.propose(file=file, by=team.worker, values=values)


def drafted(team, file, lawyer, **changes):
    """A draft with all that the panel needs."""
    one, by = proposed(team, file, **changes), team.worker
    step(by, one, actions.add_option, **OPTION)
    step(by, one, actions.add_option, **OPTION | {"name": "Back home", "does_it": True})
    view = make_view(team, file, about="return")
    step(by, one, actions.hear, view=view, guardian_view="Agrees.", risk_on_return="Checked with the neighbours.")
    step(by, one, actions.add_member, user=lawyer.user, sector="AC-JUS", conflict="none")
    step(by, one, actions.add_member, name="A teacher", sector="AC-EDU", conflict="none")
    return step(by, one, actions.add_member, name="A nurse", sector="AC-HEA", conflict="none")


def before_panel(team, file, lawyer, **changes):
    return step(team.worker, drafted(team, file, lawyer, **changes), actions.call_panel)


def stood(team, file, lawyer, **changes):
    """Every position written; the nurse dissents."""
    one = before_panel(team, file, lawyer, **changes)
    with acting_as(team.worker):
        member = {row.name: row for row in one.members.all()}
    step(lawyer, one, actions.take_position, member=member[lawyer.user.full_name], stand="agrees")
    step(team.worker, one, actions.take_position, member=member["A teacher"], stand="agrees")
    return step(team.worker, one, actions.take_position, member=member["A nurse"], stand="dissents", words="Too early.")


def decided(team, file, lawyer, option="Back home", **changes):
    one = stood(team, file, lawyer, **changes)
    with acting_as(team.worker):
        chosen = next(row for row in one.options.all() if row.name == option)
    return step(team.supervisor, one, actions.decide, chosen=chosen, **DECISION)
