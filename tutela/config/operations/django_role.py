"""Django in a command: started as one database role, and able to become another."""

from __future__ import annotations

import os


def start(role: str = "staff") -> None:
    """Load the settings and the apps; the connection acts as ``role`` (owner, staff, public …).

    Raises:
        OperatorError: the child age limit is below 18.
    """
    os.environ["TUTELA_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela.config.settings")
    import django

    from .. import system_checks

    django.setup()
    system_checks.require_child_age_limit()


def become(role: str) -> None:
    """Use the other role's connection from here on."""
    from django.conf import settings
    from django.db import connection

    from tutela.kernel.database import address

    connection.close()
    found = address.connection_settings(os.environ, settings.VAR, f"tutela_{role}")
    connection.settings_dict.update({key: found.get(key, "") for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
