"""The accounts of processes. Part of setting up; nobody acts, so nothing is audited."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from tutela.directory.api import Territory
from tutela.kernel.clock import today

from ..models import Grant, User
from ..roles import ROLES


@transaction.atomic
def create_system_users() -> list[User]:
    """An account ``system.<role>`` for every system role, with a grant for the whole country once there is one.

    Safe to repeat: call it again after the territories are loaded.
    """
    country = Territory.objects.filter(level=1).order_by("path").first()
    users = []
    for role in ROLES.values():
        if role.system:
            users.append(_ensure(role.code, country))
    return users


def _ensure(role: str, country: Territory | None) -> User:
    with translation.override("en"):
        name = str(ROLES[role].name)
    user, _made = User.objects.get_or_create(
        username=f"system.{role}", defaults={"full_name": name, "is_system": True, "password": "!"}
    )
    if country is not None and not user.grants.filter(role=role, territory=country, ended_at=None).exists():
        Grant.objects.create(user=user, role=role, territory=country, valid_from=today())
    return user
