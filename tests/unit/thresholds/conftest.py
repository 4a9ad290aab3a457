"""A team of an office, and its file of early support."""

from __future__ import annotations

import pytest

from tests.factories.cases import fresh, make_team_of_office, open_case, put_in_state
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.cases.models import CaseFile
from tutela.kernel.database.acting import acting_as
from tutela.thresholds import actions


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return put_in_state(open_case(team, file_type="early_support"), "active", team.worker)


def changed(by, file, kind="child_at_risk", words="The rent is paid; the evenings are not safe."):
    with acting_as(by):
        return actions.change_kind(file=file, by=by, values={"kind": kind, "words": words})


def at_risk(by, file, level):
    with acting_as(by):
        CaseFile.objects.filter(pk=file.pk).update(risk_level=level)
    return fresh(by, file)


DECLINED = {
    "why": "no_need",
    "words": "The school lost a slip of paper.",
    "pointed_to": "The school desk; told by telephone.",
}


def declined(by, file, **changes):
    """Not accepted by a supervisor."""
    with acting_as(by):
        return actions.decline_file(file=fresh(by, file), by=by, values=DECLINED | changes)
