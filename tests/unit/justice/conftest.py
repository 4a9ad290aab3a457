"""A team of an office with a legal officer and the independent mechanism, a file, its chapter of justice."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_user
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.justice.actions import exposure, proceedings, redress, wrongs
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

DAY = dt.timedelta(days=1)


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def lawyer(team):
    return make_actor("legal_officer", office=team.office, email="lawyer@example.org")


@pytest.fixture
def mechanism(team):
    return make_user("ombudsperson", email="omb@example.org")


@pytest.fixture
def file(team):
    return open_case(team)


def complaint(**changes):
    return {"authority": "police", "subject": "Exploitation by an employer.", "opened_on": today() - 10 * DAY} | changes


def settled(**changes):
    return {
        "state": "proposed", "known_on": today(), "forms": ["cash"], "parties": ["family_and_perpetrator"],
        "child_heard": "no", "words": "Money was offered.",
    } | changes  # fmt: skip


def held(file, **changes):
    return {"place_kind": "police_custody", "territory": file.territory, "held_since": now() - 5 * DAY / 24} | changes


def opened(team, file, by=None, **changes):
    """A complaint."""
    by = by or team.worker
    with acting_as(by):
        return proceedings.open_proceeding(file=file, by=by, values=complaint(**changes))


def staged(by, proceeding, stage, **changes):
    """The next stage."""
    values = {"stage": stage, "entered_on": today() - 5 * DAY, "authority": "court"} | changes
    with acting_as(by):
        proceeding.refresh_from_db(fields=["version", "state"])
        return proceedings.enter_stage(record=proceeding, by=by, base_version=proceeding.version, values=values)


def made(team, file, part, by=None, **changes):
    """Any other record, by its name."""
    by = by or team.worker
    make, values = {
        "settlement": (wrongs.record_settlement, settled()),
        "liberty": (wrongs.record_liberty, held(file)),
        "charge": (wrongs.record_charge, {"act": "migration", "charged_on": today()}),
        "claim": (redress.make_claim, {"against": "Employer", "claimed_on": today() - 9 * DAY, "claimed": 500}),
        "counsel": (exposure.record_counsel, {"basis": "advice", "recipient": "AC-POL", "may_share": "no", "given_by": "Lawyer",
            "given_on": today(), "words": "Not yet."}),
        "cost": (redress.record_cost, {"kind": "forensic", "payer": "family", "charged_on": today(), "amount": 20}),
        "measure": (redress.record_measure, {"measure": "closed_hearing", "answer": "refused", "applied_on": today()}),
        "interview": (redress.record_interview, {"held_on": today(), "authority": "police"}),
        "breach": (redress.record_breach, {"happened_on": today(), "authority": "court", "words": "A name was read."}),
        "threat": (redress.record_threat, {"kind": "threat", "against": "family", "happened_on": today(), "words": "A call."}),
        "across": (redress.ask_across, {"kind": "extradition", "country": "fr", "legal_basis": "Treaty", "sent_on": today()}),
    }[part]  # fmt: skip
    with acting_as(by):
        return make(file=file, by=by, values=values | changes)
