"""The composition root as an app, and allauth's app without its demands for a site that nobody signs in to."""

from __future__ import annotations

from allauth.account.apps import AccountConfig
from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tutela.config"
    label = "config"
    default = True

    def ready(self) -> None:
        from . import system_checks  # noqa: F401


class AccountsTablesOnly(AccountConfig):
    """For the public site: allauth's tables are known, its middleware is not wanted."""

    default = False

    def ready(self) -> None:
        """Leave allauth's own checks out: no session, no sign-in here."""
