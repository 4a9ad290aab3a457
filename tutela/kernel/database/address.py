"""From an address to Django's connection settings.

``TUTELA_DATABASE_URL`` names an external PostgreSQL. Each process connects as its own role: ``TUTELA_DATABASE_URL_STAFF``
(``_OWNER``, ``_PUBLIC``, ``_OVERSIGHT``, ``_STATISTICS``) wins over the plain one. Without either, the embedded server.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ..errors import OperatorError
from . import embedded

_ENGINE = "django.db.backends.postgresql"


def connection_settings(environment: Mapping[str, str], var: Path, role: str) -> dict[str, Any]:
    """Django's ``DATABASES`` entry for ``role`` (a database role name such as ``tutela_staff``).

    Raises:
        OperatorError: the address is not one of PostgreSQL.
    """
    short = role.removeprefix("tutela_").upper()
    url = environment.get(f"TUTELA_DATABASE_URL_{short}") or environment.get("TUTELA_DATABASE_URL")
    found = _parsed(url, role) if url else _embedded(var, role)
    if name := environment.get("TUTELA_DATABASE_NAME"):
        found["NAME"] = name
    return _common() | found


def is_external(environment: Mapping[str, str]) -> bool:
    """Whether any address of an external server is set."""
    return any(name.startswith("TUTELA_DATABASE_URL") and value for name, value in environment.items())


def _common() -> dict[str, Any]:
    return {"ENGINE": _ENGINE, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}


def _parsed(url: str, role: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise OperatorError("TUTELA_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or role),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _embedded(var: Path, role: str) -> dict[str, Any]:
    try:
        location = embedded.read_location(var)
    except OperatorError:
        return {"NAME": "tutela", "USER": role, "HOST": str(var / "postgres"), "PORT": 5432}
    return {
        "NAME": location.database,
        "USER": role,
        "PASSWORD": location.passwords[role],
        "HOST": location.host,
        "PORT": location.port,
    }
