"""Untrained people at assignment: said and on record, or refused, as the country's rules say (R112)."""

import dataclasses

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_totp, sign_in
from tests.factories.cases import open_case
from tutela.audit.models import Event
from tutela.cases.actions.assign_file import assign_file
from tutela.cases.enums.file import FileReason
from tutela.cases.queries import training
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.vocabulary import api as vocabulary

pytestmark = pytest.mark.requirement("R112")


@pytest.fixture
def trained(team):
    """A worker whose training in interviewing children is valid."""
    from tests.factories import monitoring as make
    from tutela.planning.models import Trainee, Training

    course = make.make(
        Training, code="T", topic="t", skill="interviewing", profession="social_worker", territory=team.office.territory,
        held_on=today(), valid_months=12, participants=1,
    )  # fmt: skip
    actor = make_actor("caseworker", office=team.office)
    make.make(Trainee, training=course, account=actor.user.username)
    return actor


def details(file):
    return Event.objects.filter(action="file_assigned", subject=f"cases.file:{file.pk}").latest("position").details


def test_a_warning_stands_at_the_name_and_after_the_choice(team, trained, client):
    file = open_case(team, assigned=False)
    make_totp(team.supervisor.user)
    sign_in(client, team.supervisor.user)
    url = reverse("file_assign", args=[file.pk])
    page = client.get(url).content.decode()
    warned = "(no valid training: Interviewing children)"
    assert f"{team.worker.user.full_name} {warned}" in page
    assert f"{trained.user.full_name} {warned}" not in page
    answer = client.post(url, {"worker": team.worker.id}, follow=True)
    assert f"{team.worker.user.full_name} has no valid training: Interviewing children." in answer.content.decode()
    with acting_as(team.supervisor):
        file.refresh_from_db()
        assert file.worker_id == team.worker.id, "warned, not refused: no child waits for a course"
    answer = client.post(url, {"worker": trained.id}, follow=True)
    assert "has no valid training" not in answer.content.decode()


def test_where_the_country_says_so_nobody_untrained_is_assigned(team, trained, monkeypatch):
    rules = vocabulary.jurisdiction()
    strict = dataclasses.replace(rules, training=dataclasses.replace(rules.training, untrained="refuse"))
    monkeypatch.setattr(vocabulary, "jurisdiction", lambda *_on: strict)
    file = open_case(team, assigned=False)
    with acting_as(team.supervisor):
        with pytest.raises(Refused) as caught:
            assign_file(file=file, worker=team.worker.user, by=team.supervisor)
        assert caught.value.reason == FileReason.NOT_TRAINED
        assign_file(file=file, worker=trained.user, by=team.supervisor)
        assert file.worker_id == trained.id


def test_when_nobody_answers_nobody_is_called_untrained(team, settings):
    assert training.untrained([team.worker.id]) == {team.worker.id}
    settings.TUTELA_TRAINED = ""
    assert training.untrained([team.worker.id]) == frozenset()
