"""Who exports the configuration, who looks at a bundle, and who puts it in force."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Rule

from .enums import ConfigurationReason
from .models import BundleImport
from .states import ImportState


@Rule
def keep_configuration(actor: Actor) -> ConfigurationReason | None:
    """Administrators, who read no case content."""
    return None if actor.has(Permission.DIRECTORY_EDIT) else ConfigurationReason.NOT_KEEPER


@Rule
def set_aside(actor: Actor, one: BundleImport) -> ConfigurationReason | None:
    """An administrator, while it waits."""
    if (reason := keep_configuration.why_not(actor)) is not None:
        return ConfigurationReason(reason.value)
    return None if one.state == ImportState.WAITING else ConfigurationReason.NOT_WAITING


@Rule
def put_in_force(actor: Actor, one: BundleImport) -> ConfigurationReason | None:
    """An administrator, while it waits and would change something. Who looked at it themselves says why no second person does."""
    if (reason := set_aside.why_not(actor, one)) is not None:
        return ConfigurationReason(reason.value)
    return None if one.counts.get("new", 0) + one.counts.get("changed", 0) else ConfigurationReason.NOTHING_TO_DO


@Rule
def covers_configuration(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover."""
    return None if actor.has(Permission.DIRECTORY_EDIT) else AccountsReason.OUTSIDE_SCOPE


def needs_reason(actor: Actor, one: BundleImport) -> bool:
    """Whether who puts it in force looked at it alone: then there is no second pair of eyes, and a reason takes its place."""
    return one.looked_at_by_id == actor.id
