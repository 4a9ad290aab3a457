"""How benches ask for pages."""

from __future__ import annotations

from typing import Any


def client(username: str) -> Any:
    """A signed-in client that goes through every middleware."""
    from django.test import Client

    from tutela.accounts.models import User

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.get("/sign-in/login/")
    import tutela.config.wsgi  # noqa: F401  (what it sets for a site's process holds here too)

    return browser
