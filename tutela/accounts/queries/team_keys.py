"""Team keys: the public part for whoever seals, the private parts for an unlocked member."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from tutela.directory.api import Office, Territory
from tutela.kernel.errors import OperatorError
from tutela.kernel.vault import team as team_vault

from ..models import Team, TeamKey, TeamMember, TeamSeal, UserKey


@dataclass(frozen=True)
class TeamPublicKey:
    """What seals for a team: keep ``id`` beside whatever was sealed, it says which version opens it."""

    id: uuid.UUID
    team_id: uuid.UUID
    version: int
    public: bytes = field(repr=False)


def current_key(team: Team) -> TeamKey | None:
    """The version that seals what arrives now."""
    return team.keys.filter(retired_at=None).order_by("-version").first()


def team_public_key(team: Team) -> TeamPublicKey:
    """The public part of the team's current key. The public site may ask.

    Raises:
        OperatorError: the team has no key yet.
    """
    key = current_key(team)
    if key is None:
        raise OperatorError(f"The team {team.code} has no key yet: start one under Accounts, Teams.")
    return TeamPublicKey(key.pk, key.team_id, key.version, bytes(key.public_key))


def receiving_team(place: Territory | Office | None) -> Team | None:
    """The team that receives public reports for a place: of that office, else the nearest going up to the country, else any.

    Only teams with a key and an open office count. ``None`` when there is no such team in the whole country.
    """
    teams = list(_receiving().order_by("-office__territory__level", "code"))
    here = [team for team in teams if isinstance(place, Office) and team.office_id == place.pk]
    territory = place.territory if isinstance(place, Office) else place
    path = territory.path if territory is not None else ""
    above = [team for team in teams if path.startswith(team.office.territory.path)]
    country = [team for team in teams if team.office.territory.level == 1]
    return next(iter([*here, *above, *country, *teams]), None)


def _receiving() -> QuerySet[Team]:
    usable = TeamKey.objects.filter(team_id=OuterRef("pk"), retired_at=None)
    return Team.objects.filter(Exists(usable), receives_public_reports=True, office__closed_on=None).select_related(
        "office__territory"
    )


def open_team_keys(user_id: uuid.UUID, private: bytes) -> dict[uuid.UUID, bytes]:
    """Every version of every team key that is sealed to this member: key id to private part.

    Raises:
        CannotOpen: a seal was exchanged.
    """
    member = TeamMember.objects.filter(team_id=OuterRef("key__team_id"), user_id=user_id, left_at=None)
    seals = TeamSeal.objects.filter(Exists(member), user_id=user_id).select_related("key")
    return {
        seal.key_id: team_vault.open_team_key(bytes(seal.sealed_private), private, bytes(seal.key.public_key))
        for seal in seals
    }


def member_key(user_id: uuid.UUID) -> UserKey | None:
    """The member's own pair, if they made one."""
    return UserKey.objects.filter(pk=user_id).first()


def outdated_team_keys(team: Team) -> QuerySet[TeamKey]:
    """Older versions that may still seal something, oldest first."""
    return team.keys.filter(retired_at__isnull=False).exclude(recovery_seal=b"").order_by("version")


def without_seal(team: Team) -> list[TeamMember]:
    """Members with whom the current key has not been shared."""
    key = current_key(team)
    if key is None:
        return []
    sealed = set(key.seals.values_list("user_id", flat=True))
    members = team.members.filter(left_at=None).select_related("user__vault_key")
    return [member for member in members if member.user_id not in sealed]
