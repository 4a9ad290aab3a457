"""Who receives what: the intake team of the place; the independent mechanism for what concerns officials or a facility."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from tutela.accounts.api import Team, current_key, receiving_team
from tutela.directory.api import Office, Territory

from ..enums import About

OVERSIGHT_KIND = "ombudsperson"
"""The kind of organisation (list ``actor_types``) whose teams receive reports about officials (R87)."""


def team_for(place: Territory | None, about: str = About.NONE, excluded: Office | None = None) -> Team | None:
    """The team that receives a report: of the place, unless it concerns officials or a facility, or the reporter named an
    office of the same organisation. ``None`` where nobody fit receives anything yet."""
    return past_the_named(receiving_team(place), about, excluded)


def past_the_named(team: Team | None, about: str, excluded: Office | None) -> Team | None:
    """This team, unless the report concerns officials or a facility, or names an office of its organisation."""
    named = excluded is not None and team is not None and excluded.organisation_id == team.office.organisation_id
    return oversight_team() if about != About.NONE or named else team


def oversight_team(among: Collection[uuid.UUID] | None = None) -> Team | None:
    """The independent mechanism's team, once it has a key; of one of these offices, where any are named."""
    teams = Team.objects.filter(office__organisation__kind=OVERSIGHT_KIND, office__closed_on=None).select_related("office")
    if among is not None:
        teams = teams.filter(office_id__in=among)
    return next((team for team in teams if current_key(team) is not None), None)


def is_oversight(team: Team) -> bool:
    """Whether the team is the independent mechanism's."""
    return bool(team.office.organisation.kind == OVERSIGHT_KIND)


def offices_to_exclude(place: Territory | None) -> list[Office]:
    """The offices a reporter may name: those that hold files, near the place first named, else all of a short list."""
    found = Office.objects.filter(holds_files=True, closed_on=None).select_related("territory")
    if place is not None:
        near = [office for office in found if place.path.startswith(office.territory.path)]
        if near:
            return near
    return list(found[:120])
