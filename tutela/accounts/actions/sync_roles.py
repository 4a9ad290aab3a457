"""Telling the database what the code says of roles. Part of ``tutela migrate``; nobody acts, so nothing is audited."""

from __future__ import annotations

from django.db import transaction

from ..models import RolePermission
from ..roles import ROLES


@transaction.atomic
def sync_role_permissions() -> int:
    """Replace the copied permissions of every role; returns how many rows stand."""
    wanted = {(role.code, permission.value) for role in ROLES.values() for permission in role.permissions}
    RolePermission.objects.all().delete()
    RolePermission.objects.bulk_create(RolePermission(role=role, permission=word) for role, word in sorted(wanted))
    return len(wanted)
