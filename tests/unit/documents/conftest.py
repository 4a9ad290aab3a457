"""A team of an office, a file, papers in it."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_actor
from tests.factories.cases import make_team_of_office, open_case, put_in_state
from tests.unit.documents.papers import TEXT
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.documents import actions
from tutela.documents.models import Document
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as

SAID = {"kind": "court_decision", "title": "Where the child lives", "number": "12/2026", "issued_by": "Court of Alder"}


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return put_in_state(open_case(team), "active", team.worker)


def values(**changes):
    return SAID | {"seen_on": today(), "issued_on": None} | changes


def attached(team, file, content=TEXT, name="decision.txt", by=None, **changes):
    """A paper that is kept."""
    by = by or team.worker
    with acting_as(by):
        said = values(declares=True) | changes
        return actions.attach_document(file=file, by=by, name=name, content=content, values=said)


def seen(team, file, **changes):
    """One that was only seen."""
    with acting_as(team.worker):
        return actions.record_seen(file=file, by=team.worker, values=values(**changes))


def current(by, one):
    with acting_as(by):
        return Document.objects.select_related("file__child", "file__office").get(pk=one.pk)


def purged(team, one, by=None, because="A page shows more than words.", version=None):
    """Its content destroyed."""
    by = by or team.supervisor
    one = current(by, one)
    with acting_as(by):
        return actions.purge_document(one=one, by=by, base_version=version or one.version, values={"purge_because": because})


def another(team, role="caseworker"):
    return make_actor(role, office=team.office)
