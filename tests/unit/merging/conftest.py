"""Two files of one child, linked by two persons; a head who decides beside the supervisor."""

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import fresh, make_pair, make_team_of_office, open_case, put_in_state
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.audit.models import Event
from tutela.kernel.database.acting import acting_as
from tutela.merging.actions import merges as actions
from tutela.merging.models import Merge

WORDS = "The aunt knows both files; one child was entered twice."


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def head(team):
    return make_actor("district_head", territory=team.office.territory)


@pytest.fixture
def linked(team):
    return linked_files(team)


def linked_files(team):
    """Leading file, the file to shut, and the linked pair."""
    one = put_in_state(open_case(team, given_names="Fatima"), "active", team.worker)
    other = put_in_state(open_case(team, given_names="Fatoumata"), "in_assessment", team.worker)
    return one, other, make_pair(team, one, other, verdicts=("propose", "confirm"))


def proposed(by, linked, **changes):
    leading, file, pair = linked
    with acting_as(by):
        return actions.propose_merge(pair=pair, by=by, values={"leading": leading, "file": file, "reason": WORDS} | changes)


def current(by, one):
    with acting_as(by):
        return Merge.objects.select_related("pair", "file__child", "file__office", "leading__child", "leading__office").get(
            pk=one.pk
        )


def step(by, one, act, **changes):
    """One step by its action, on the version there is."""
    now = current(by, one)
    words = {"undone_because": WORDS} if act is actions.undo_merge else {"answer": WORDS}
    with acting_as(by):
        return act(one=now, by=by, base_version=now.version, values=words | changes)


def merged(team, head, linked):
    """Merged: proposed by the supervisor, decided by the head. The files as they are then, and the merge."""
    one = step(head, proposed(team.supervisor, linked), actions.confirm_merge)
    return fresh(team.worker, linked[0]), fresh(team.worker, linked[1]), one


def told(*names):
    """What the trail holds of these actions, and about whom."""
    with acting_as(make_actor("data_protection_officer")):
        return list(Event.objects.filter(action__in=names).order_by("position").values_list("action", "about"))
