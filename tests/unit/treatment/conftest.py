"""A child whom a health service has taken on: its professional, a colleague of the same service, the health focal point."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import make_actor, make_user
from tests.factories.cases import make_team_of_office, open_case
from tests.unit.circumstances.conftest import enter, program, referred  # noqa: F401 - fixtures
from tutela.accounts.api import actor_for
from tutela.cases.models import CaseFile
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.treatment import queries
from tutela.treatment.actions import notes, steps
from tutela.treatment.actions.alert import alert_overdue

SOON = today() + dt.timedelta(days=5)


@pytest.fixture
def team(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def nurse(team):
    return make_actor("health_professional", office=team.clinic)


@pytest.fixture
def colleague(team):
    return make_actor("health_professional", office=team.clinic)


@pytest.fixture
def focal(team):
    return make_actor("health_focal_point", office=team.clinic)


@pytest.fixture
def treated(team, file, nurse):
    """A medical referral that the clinic has accepted."""
    return referred(team, file, nurse)


def planned(by, referral, **changes):
    """A step of a treatment; without changes, a follow-up in five days."""
    with acting_as(by):
        course = queries.get_course(by, referral.pk)
        values = {"code": "follow_up_examination", "next_on": SOON} | changes
        return steps.plan_step(referral=course, by=by, values=values)


def measured(by, file, **changes):
    """A step that the file's worker keeps."""
    with acting_as(by):
        held = CaseFile.objects.select_related("child", "office").get(pk=file.pk)
        return steps.plan_measure(file=held, by=by, values={"code": "school_trusted_person", "next_on": SOON} | changes)


def moved(by, one, act, **values):
    """One step on, by the service."""
    with acting_as(by):
        course = queries.get_course(by, one.referral_id)
        held = queries.get_course_step(course, one.pk)
        return act(one=held, by=by, base_version=held.version, values=values)


def kept(by, one, act, **values):
    """One step on, by the file's worker."""
    with acting_as(by):
        held = queries.TreatmentStep.objects.select_related("referral", "file__child").get(pk=one.pk)
        return act(one=held, by=by, base_version=held.version, values=values)


def noted(by, referral, words="He slept.", **changes):
    """A note of a session."""
    with acting_as(by):
        course = queries.get_course(by, referral.pk)
        return notes.write_session_note(referral=course, by=by, values={"held_on": today(), "words": words} | changes)


def alerted(team):
    """The watching process runs once."""
    keeper = actor_for(make_user("deadline_keeper", office=team.office, is_system=True))
    from tests.factories.accounts import make_grant

    make_grant(keeper.user, "deadline_keeper", office=team.clinic)
    keeper = actor_for(keeper.user)
    with acting_as(keeper):
        return alert_overdue(by=keeper)
