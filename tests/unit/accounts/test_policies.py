"""The rules of accounts and teams at their edges: whose account, open or closed, member or not."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding, make_team, make_user
from tutela.accounts import policies
from tutela.accounts.api import AccountsReason, Permission
from tutela.accounts.models import TeamMember, User
from tutela.kernel.clock import now

P = Permission
R = AccountsReason
ADMIN = holding(P.ACCOUNT_MANAGE, P.TEAM_MANAGE)


def person(**fields):
    return User(**{"pk": uuid.uuid4(), "is_active": True, "is_system": False} | fields)


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (policies.manage_accounts, P.ACCOUNT_MANAGE),
        (policies.manage_clients, P.CLIENT_MANAGE),
        (policies.manage_teams, P.TEAM_MANAGE),
    ],
    ids=["accounts", "clients", "teams"],
)
def test_one_task_and_no_other(rule, who):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task == who else R.NO_SUCH_PERMISSION), task


@pytest.mark.rule("P14")
@pytest.mark.parametrize(
    "rule",
    [
        policies.change_account.why_not,
        policies.grant_to.why_not,
        lambda actor, user: policies.close_account.why_not(actor, user, []),
        lambda actor, user: policies.open_account_again.why_not(actor, user),
    ],
    ids=["change", "grant", "close", "open"],
)
def test_nobody_changes_the_own_account_or_a_process(rule):
    own = User(pk=ADMIN.id, is_active=True)
    assert rule(ADMIN, own) == R.OWN_ACCOUNT
    assert rule(ADMIN, person(is_system=True)) == R.SYSTEM_ACCOUNT
    assert rule(holding(P.TEAM_MANAGE), person()) == R.NO_SUCH_PERMISSION


def test_open_accounts_get_roles_and_close_and_closed_ones_open():
    open_, closed = person(), person(is_active=False)
    assert policies.change_account.why_not(ADMIN, open_) is None
    assert policies.change_account.why_not(ADMIN, closed) is None
    assert policies.grant_to.why_not(ADMIN, open_) is None
    assert policies.grant_to.why_not(ADMIN, closed) == R.ACCOUNT_CLOSED
    assert policies.close_account.why_not(ADMIN, open_, []) is None
    assert policies.close_account.why_not(ADMIN, open_, ["12 files"]) == R.DUTIES_REMAIN
    assert policies.close_account.why_not(ADMIN, closed, []) == R.ACCOUNT_CLOSED
    assert policies.close_account.why_not(ADMIN, closed, ["12 files"]) == R.ACCOUNT_CLOSED
    assert policies.open_account_again.why_not(ADMIN, closed) is None
    assert policies.open_account_again.why_not(ADMIN, open_) == R.ACCOUNT_OPEN


@pytest.mark.django_db
def test_a_team_is_joined_by_open_accounts_of_people_once():
    member, gone, outside = make_user(), make_user(), make_user()
    team, elsewhere = make_team(None, member, gone), make_team(None, outside)
    TeamMember.objects.filter(team=team, user=gone).update(left_at=now())
    assert [policies.is_member(team, one.pk) for one in (member, gone, outside)] == [True, False, False]
    assert policies.is_member(elsewhere, outside.pk)
    assert policies.join_team.why_not(ADMIN, team, outside) is None
    assert policies.join_team.why_not(ADMIN, team, gone) is None, "whoever has left may come back"
    assert policies.join_team.why_not(ADMIN, team, member) == R.ALREADY_A_MEMBER
    assert policies.join_team.why_not(ADMIN, team, person(is_active=False)) == R.ACCOUNT_CLOSED
    assert policies.join_team.why_not(ADMIN, team, person(is_system=True)) == R.SYSTEM_ACCOUNT
    assert policies.join_team.why_not(holding(P.ACCOUNT_MANAGE), team, outside) == R.NO_SUCH_PERMISSION


@pytest.mark.django_db
def test_members_share_the_key_and_who_leads_or_manages_keeps_it():
    leader, member, outside = make_user(), make_user(), make_user()
    team = make_team(None, leader, member)
    elsewhere = make_team(None, outside)
    TeamMember.objects.filter(user__in=(leader, outside)).update(leads=True)

    def acting(user, *tasks):
        return holding(*tasks, user_id=user.pk)

    assert policies.keep_team_key.why_not(acting(leader), team) is None
    assert policies.keep_team_key.why_not(acting(leader), elsewhere) == R.NO_SUCH_PERMISSION
    assert policies.keep_team_key.why_not(acting(member), team) == R.NO_SUCH_PERMISSION
    assert policies.keep_team_key.why_not(acting(outside), team) == R.NO_SUCH_PERMISSION
    assert policies.keep_team_key.why_not(ADMIN, team) is None
    assert policies.share_team_key.why_not(acting(leader), team, member) is None
    assert policies.share_team_key.why_not(acting(leader), team, outside) == R.NOT_A_MEMBER
    assert policies.share_team_key.why_not(acting(outside), team, member) == R.NOT_A_MEMBER
    TeamMember.objects.filter(team=team, user=leader).update(left_at=now())
    assert policies.keep_team_key.why_not(acting(leader), team) == R.NO_SUCH_PERMISSION
    assert policies.share_team_key.why_not(acting(leader), team, member) == R.NOT_A_MEMBER


def test_a_membership_is_ended_once_by_its_member_or_who_manages_teams():
    me = uuid.uuid4()
    assert policies.leave_team.why_not(holding(user_id=me), TeamMember(user_id=me)) is None
    assert policies.leave_team.why_not(ADMIN, TeamMember(user_id=me)) is None
    assert policies.leave_team.why_not(holding(P.ACCOUNT_MANAGE), TeamMember(user_id=me)) == R.NO_SUCH_PERMISSION
    for actor in (ADMIN, holding(user_id=me)):
        assert policies.leave_team.why_not(actor, TeamMember(user_id=me, left_at=now())) == R.LEFT_ALREADY
