"""Who is who, and who answers for what where."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tutela.directory.api import Organisation
from tutela.kernel.clock import today

from ..models import Grant, TeamMember, User
from ..roles import ROLES

_NEAREST = """
SELECT g.user_id, max(coalesce(gt.level, 99)) AS nearness
  FROM accounts_grant g
  JOIN accounts_user u ON u.id = g.user_id AND u.is_active AND NOT u.is_system
  JOIN directory_office o ON o.id = %s
  JOIN directory_territory t ON t.id = o.territory_id
  LEFT JOIN directory_territory gt ON gt.id = g.territory_id
 WHERE g.role = ANY(%s) AND g.ended_at IS NULL
   AND g.valid_from <= %s AND (g.valid_to IS NULL OR g.valid_to >= %s)
   AND (g.office_id = o.id OR starts_with(t.path, gt.path))
 GROUP BY g.user_id, u.full_name ORDER BY nearness DESC, u.full_name
"""


_LEAVE = _("Member of the team “%(team)s”: end the membership first (“Teams”), so that its key is rotated.")
_LAST = _(
    "The only one who can open the key of the team “%(team)s”: they share it with a colleague first (“Team keys”), or the "
    "recovery key on paper does; then end the membership (“Teams”)."
)


def users_with(permission: str, office_id: uuid.UUID) -> list[User]:
    """The people whose roles reach this office with the permission, nearest first: office, district, …, country.

    For escalation and notices: a lapsed undertaking does not hide anybody, because somebody must be told.
    """
    return _nearest([role.code for role in ROLES.values() if permission in role.permissions], office_id)


def users_holding(permission: str) -> list[User]:
    """The people whose roles hold the permission anywhere today, by name: for what belongs to no office."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    holders = current_grants().filter(role__in=roles).values("user_id")
    return list(User.objects.filter(pk__in=holders, is_active=True, is_system=False).order_by("full_name"))


def users_in_role(role: str, office_id: uuid.UUID) -> list[User]:
    """The people who hold the role for this office, nearest first."""
    return _nearest([role], office_id)


def display_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names colleagues see, for the ids that exist."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "full_name"))


def duties_of(user: User) -> list[str]:
    """What this person still answers for, one sentence each: asked of every callable in ``settings.TUTELA_DUTIES``.

    A duty is a function ``(user_id) -> list[str]``, named by its dotted path by the composition root, so that accounts need
    not know who has work for people.
    """
    return [sentence for path in settings.TUTELA_DUTIES for sentence in import_string(path)(user.pk)]


def team_duties(user_id: uuid.UUID) -> list[str]:
    """The memberships of teams with a key: ending one takes the person's seals back and rotates the key, closing does not.

    Where nobody else can open the key, a colleague must be able to first, or everything sealed to it is closed for good.
    """
    found = []
    for member in memberships_of(user_id):
        key = member.team.keys.filter(retired_at=None).first()
        if key is None:
            continue
        others = key.seals.exclude(user_id=user_id).filter(user__is_active=True).exists()
        sentence = _LEAVE if others else _LAST
        found.append(sentence % {"team": member.team.name})
    return found


def accounts_list(words: str = "", state: str = "", role: str = "") -> QuerySet[User]:
    """People's accounts with their current grants, by name. ``state``: open, closed or nothing; ``words``: in any name."""
    found = User.objects.filter(is_system=False).prefetch_related(Prefetch("grants", current_grants(), to_attr="now_held"))
    for word in words.split():
        found = found.filter(Q(full_name__icontains=word) | Q(username__icontains=word) | Q(email__icontains=word))
    if state:
        found = found.filter(is_active=state == "open")
    if role:
        found = found.filter(pk__in=current_grants().filter(role=role).values("user_id"))
    return found.order_by("full_name", "username")


def current_grants() -> QuerySet[Grant]:
    """Grants that hold today."""
    day = today()
    return (
        Grant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), ended_at=None, valid_from__lte=day)
        .select_related("office", "territory")
        .order_by("granted_at")
    )


def bodies_list(words: str = "") -> QuerySet[Organisation]:
    """Bodies for whose offices somebody holds a role, or that signed once; with words, any body of that name. ``runs_until``: when the
    last signature ends; ``accounts``: how many people hold a role there today. Those without a signature that runs come first."""
    held = (
        current_grants().filter(office__organisation=OuterRef("pk"), user__is_active=True, user__is_system=False).order_by()
    )
    counted = held.values("office__organisation").annotate(n=Count("user_id", distinct=True)).values("n")
    found = Organisation.objects.annotate(
        runs_until=Max("undertakings__expires_at"), accounts=Coalesce(Subquery(counted), 0)
    )
    for word in words.split():
        found = found.filter(name__icontains=word)
    if not words.strip():
        found = found.filter(Q(accounts__gt=0) | Q(runs_until__isnull=False))
    return found.order_by(F("runs_until").asc(nulls_first=True), "name")


def memberships_of(user_id: uuid.UUID) -> QuerySet[TeamMember]:
    """The teams a person is in now."""
    return TeamMember.objects.filter(user_id=user_id, left_at=None).select_related("team__office").order_by("team__name")


def _nearest(roles: list[str], office_id: uuid.UUID) -> list[User]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [office_id, roles, today(), today()])
        ordered = [row[0] for row in cursor.fetchall()]
    users = User.objects.in_bulk(ordered)
    return [users[key] for key in ordered]
