"""A file with a plan in force, a safety plan and a consent; and names under them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.care import approved_plan
from tests.factories.cases import fresh, make_team_of_office, open_case, put_in_state
from tests.unit.placements.conftest import enter, program  # noqa: F401 - fixtures
from tutela.care.actions import assess
from tutela.care.models import Plan, PlanAction
from tutela.cases.models import PersonAround
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.signatures import actions
from tutela.signatures.enums import Signer
from tutela.signatures.models import Signature
from tutela.signatures.queries import RELATED
from tutela.signatures.queries.texts import digest_of, text_for

GIVEN = {"answer": "signed", "way": "written", "name": "Amina", "explained": True}


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return put_in_state(open_case(team), "active", team.worker)


@pytest.fixture
def plan(team, file):
    return make_plan(team, file)


def make_plan(team, file, **changes):
    """A plan in force with a step of each kind of track."""
    made = approved_plan(team, fresh(team.worker, file))
    with acting_as(team.worker):
        said = {"child_summary": "You stay with your aunt. School goes on."} | changes
        Plan.objects.filter(pk=made.pk).update(review_on=today() + dt.timedelta(days=60))
        made = Plan.objects.get(pk=made.pk)
        for name, value in said.items():
            setattr(made, name, value)
        made.save()
        for track, service, state in (("MED", "first_medical_care", "planned"), ("SOC", "emergency_shelter", "unmet")):
            PlanAction.objects.create(
                plan=made, file=file, key_id=file.child_id, track=track, service=service, goal="Secret goal.", state=state,
                due_on=today() + dt.timedelta(days=9), owner_id=team.worker.id,
            )  # fmt: skip
    return made


def make_safety_plan(team, file, **changes):
    said = {"safe_persons": "Aunt Rosa", "contact_rules": "Call at noon", "signals": "A red scarf"} | changes
    with acting_as(team.worker):
        return assess.make_safety_plan(file=fresh(team.worker, file), by=team.worker, values=said)


def now_of(by, about):
    """The text as it is now, with its file."""
    with acting_as(by):
        found = type(about).objects.get(pk=about.pk)
        found.file = fresh(by, about.file)
        return found


def answered(team, about, signer=Signer.CHILD, person=None, by=None, read_in="en", **changes):
    """What somebody answered, written down by the worker."""
    by = by or team.worker
    about = now_of(by, about)
    with acting_as(by):
        if person is not None:
            person = PersonAround.objects.get(pk=person.pk)
        seen = digest_of(text_for(about, signer, read_in))
        values = {"signer": signer, "person": person, "text_language": read_in, "seen": seen} | GIVEN | changes
        return actions.record_signature(about=about, by=by, values=values)


def current(by, one):
    with acting_as(by):
        return Signature.objects.select_related("file__child", "file__office", *RELATED).get(pk=one.pk)


def ended(team, one, how="withdraw", by=None, version=1, **changes):
    """Taken back, or struck out."""
    by = by or team.worker
    one = current(by, one)
    act = {"withdraw": actions.withdraw_signature, "strike": actions.strike_signature}[how]
    values = {"ended_on": today(), "because": "I moved."} if how == "withdraw" else {"because": "The wrong child."}
    with acting_as(by):
        return act(one=one, by=by, base_version=version, values=values | changes)
