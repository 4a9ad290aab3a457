"""Teams and who is in them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tutela.audit import api as audit
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import InvalidInput

from .. import policies
from ..models import Team, TeamMember, TeamSeal, User
from ..queries.team_keys import current_key
from .team_keys import replace_current_key


@transaction.atomic
def create_team(*, code: str, name: str, office: Office, by: Actor, receives_public_reports: bool = False) -> Team:
    """Make a team of an office. It receives nothing before it has a key.

    Raises:
        Refused: the actor does not make teams.
        InvalidInput: no code, no name, or a code that is taken.
    """
    policies.manage_teams.require(by)
    code, name = code.strip().upper(), " ".join(name.split())
    problems = {}
    if not 0 < len(code) <= 30:
        problems["code"] = _("Write a short code, up to 30 characters.")
    elif Team.objects.filter(code=code).exists():
        problems["code"] = _("This code is taken. Choose another.")
    if not 0 < len(name) <= 150:
        problems["name"] = _("Name the team, in up to 150 characters.")
    if problems:
        raise InvalidInput(problems)
    team = Team.objects.create(code=code, name=name, office=office, receives_public_reports=receives_public_reports)
    audit.record(by=by, action="team_created", subject=f"accounts.team:{team.pk}", details={"office": office.code})
    return team


@transaction.atomic
def join_team(*, team: Team, user: User, by: Actor, leads: bool = False) -> TeamMember:
    """Name a member. The key is shared afterwards, by a member who can unlock it.

    Raises:
        Refused: the actor does not manage teams; a process's or closed account; a member already.
    """
    policies.join_team.require(by, team, user)
    member = TeamMember.objects.create(team=team, user=user, leads=leads)
    audit.record(
        by=by, action="team_joined", subject=f"accounts.team:{team.pk}", details={"user": str(user.pk), "leads": leads}
    )
    return member


@transaction.atomic
def leave_team(*, membership: TeamMember, by: Actor) -> TeamMember:
    """End a membership, take back every seal, and rotate the key: what arrives from now on is closed to who left.

    Raises:
        Refused: the actor neither manages teams nor is this member; the membership ended already.
    """
    policies.leave_team.require(by, membership)
    membership.left_at = now()
    membership.save(update_fields=["left_at"])
    TeamSeal.objects.filter(key__team_id=membership.team_id, user_id=membership.user_id).delete()
    audit.record(
        by=by,
        action="team_left",
        subject=f"accounts.team:{membership.team_id}",
        details={"user": str(membership.user_id)},
    )
    key = current_key(membership.team)
    if key is not None:
        replace_current_key(key=key, recovery_public=bytes(key.recovery_public), by=by)
    return membership
