"""An account closes when nothing would be left to nobody: files, reports in triage, keys of teams; each named with its way on."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import make_actor, make_team, make_team_key, make_user, make_vault_key, sign_in
from tests.factories.cases import make_team_of_office, open_case, put_in_state
from tests.unit.intake.conftest import build_world, quick_receipts  # noqa: F401 (an autouse fixture)
from tutela.accounts import api as accounts
from tutela.accounts.enums import AccountsReason
from tutela.cases import api as cases
from tutela.intake import api as intake
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make_actor("administrator", second_factor=True)


def refused(user, by):
    with acting_as(by), pytest.raises(Refused) as caught:
        accounts.deactivate_user(user=user, by=by)
    return caught.value.reason


@pytest.mark.requirement("R55")
def test_open_files_keep_an_account_open(administrator):
    team = make_team_of_office()
    file = open_case(team)
    open_case(team)
    with acting_as(administrator):
        (sentence,) = accounts.duties_of(team.worker.user)
    assert "2 open files" in sentence
    assert "gives each to another worker" in sentence
    assert refused(team.worker.user, administrator) == AccountsReason.DUTIES_REMAIN
    put_in_state(file, "closed", team.worker)
    with acting_as(administrator):
        (sentence,) = accounts.duties_of(team.worker.user)
        assert "1 open file:" in sentence
        assert accounts.duties_of(team.supervisor.user) == []


def test_the_page_names_them_and_closing_waits(administrator):
    team = make_team_of_office()
    file = open_case(team)
    client = Client()
    sign_in(client, administrator.user)
    url = reverse("account_close", args=[team.worker.user.pk])
    answer = client.post(url)
    assert answer.status_code == 409
    assert "1 open file" in answer.content.decode()
    put_in_state(file, "closed", team.worker)
    assert client.post(url).status_code == 302
    team.worker.user.refresh_from_db()
    assert not team.worker.user.is_active


def test_reports_in_hand_and_the_keys_of_a_team_keep_an_account_open(administrator):
    world = build_world()
    with acting_as(world.officer):
        received = intake.receive_report(
            submission=intake.Submission(worry="A child cries."), team=world.team, by=world.officer, channel="helpline"
        )
        report = intake.get_report(world.officer, received.report_id)
        intake.take_in_hand(report=report, by=world.officer)
    with acting_as(administrator):
        (in_triage, member) = accounts.duties_of(world.users["officer"])
    assert "1 report in triage" in in_triage
    assert "end the membership first" in member
    assert refused(world.users["officer"], administrator) == AccountsReason.DUTIES_REMAIN
    with acting_as(world.colleague):
        intake.take_in_hand(report=intake.get_report(world.colleague, received.report_id), by=world.colleague)
    with acting_as(administrator):
        accounts.leave_team(membership=world.team.members.get(user=world.users["officer"]), by=administrator)
        assert accounts.duties_of(world.users["officer"]) == []
        accounts.deactivate_user(user=world.users["officer"], by=administrator)


def test_the_last_who_opens_a_key_shares_it_first(administrator):
    user, colleague = make_user(), make_user()
    team = make_team(None, user, colleague)
    for one in (user, colleague):
        make_vault_key(one)
    make_team_key(team)
    with acting_as(administrator):
        assert "so that its key is rotated" in accounts.duties_of(user)[0]
        colleague.is_active = False
        colleague.save()
        assert "The only one who can open the key" in accounts.duties_of(user)[0]


def test_a_team_without_a_key_holds_nobody(administrator):
    user = make_user()
    make_team(None, user)
    with acting_as(administrator):
        assert accounts.duties_of(user) == []


@pytest.mark.parametrize("who", ["worker", "supervisor", "provider"])
def test_only_whoever_closes_accounts_learns_the_numbers(administrator, who):
    """The database tells a number to administrators, nothing to anybody else, and no row to either."""
    team = make_team_of_office()
    open_case(team)
    with acting_as(getattr(team, who)):
        assert cases.duties(team.worker.user.pk) == []
        assert intake.duties(team.worker.user.pk) == []
    with acting_as(administrator), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_casefile")
        assert cursor.fetchone() == (0,)
