"""Who may do what to accounts. The rules of other contexts live in those contexts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import AccountsReason, Permission
from .models import Team, TeamMember, User


@Rule
def manage_accounts(actor: Actor) -> Reason | None:
    """Administrators make accounts and hand out roles."""
    return None if actor.has(Permission.ACCOUNT_MANAGE) else AccountsReason.NO_SUCH_PERMISSION


@Rule
def manage_clients(actor: Actor) -> Reason | None:
    """Administrators give tokens to programs."""
    return None if actor.has(Permission.CLIENT_MANAGE) else AccountsReason.NO_SUCH_PERMISSION


@Rule
def manage_teams(actor: Actor) -> Reason | None:
    """Administrators make teams. They name members; only a member can share the key."""
    return None if actor.has(Permission.TEAM_MANAGE) else AccountsReason.NO_SUCH_PERMISSION


@Rule
def change_account(actor: Actor, user: User) -> Reason | None:
    """Another person's account: nobody widens or closes their own, and processes are not people."""
    return manage_accounts.why_not(actor) or _another_person(actor, user)


@Rule
def grant_to(actor: Actor, user: User) -> Reason | None:
    """A role goes to another person whose account is open."""
    return change_account.why_not(actor, user) or _open(user)


@Rule
def close_account(actor: Actor, user: User, duties: Sequence[str]) -> Reason | None:
    """An account closes when nothing would be left without anybody."""
    return change_account.why_not(actor, user) or _open(user) or (AccountsReason.DUTIES_REMAIN if duties else None)


@Rule
def open_account_again(actor: Actor, user: User) -> Reason | None:
    """Only a closed account opens again."""
    return change_account.why_not(actor, user) or (AccountsReason.ACCOUNT_OPEN if user.is_active else None)


@Rule
def join_team(actor: Actor, team: Team, user: User) -> Reason | None:
    """An open account of a person who is not yet a member."""
    if (refusal := manage_teams.why_not(actor)) is not None:
        return refusal
    if user.is_system:
        return AccountsReason.SYSTEM_ACCOUNT
    return _open(user) or (AccountsReason.ALREADY_A_MEMBER if is_member(team, user.pk) else None)


@Rule
def leave_team(actor: Actor, membership: TeamMember) -> Reason | None:
    """Whoever manages teams ends a membership; a member may end their own."""
    if membership.left_at is not None:
        return AccountsReason.LEFT_ALREADY
    return None if membership.user_id == actor.id else manage_teams.why_not(actor)


@Rule
def keep_team_key(actor: Actor, team: Team) -> Reason | None:
    """Starting and rotating a team key shows it to nobody new: whoever manages teams, or who leads this one."""
    leads = team.members.filter(user_id=actor.id, left_at=None, leads=True).exists()
    return None if leads else manage_teams.why_not(actor)


@Rule
def share_team_key(actor: Actor, team: Team, user: User) -> Reason | None:
    """A member shares the key with another member."""
    both = is_member(team, actor.id) and is_member(team, user.pk)
    return None if both else AccountsReason.NOT_A_MEMBER


def is_member(team: Team, user_id: uuid.UUID) -> bool:
    """Whether the membership is current."""
    return team.members.filter(user_id=user_id, left_at=None).exists()


def _another_person(actor: Actor, user: User) -> Reason | None:
    if user.is_system:
        return AccountsReason.SYSTEM_ACCOUNT
    return AccountsReason.OWN_ACCOUNT if user.pk == actor.id else None


def _open(user: User) -> Reason | None:
    return None if user.is_active else AccountsReason.ACCOUNT_CLOSED
