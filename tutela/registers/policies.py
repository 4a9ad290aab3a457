"""Who keeps a register."""

from __future__ import annotations

from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule

from .enums import RegisterReason
from .models import Entry


@Rule
def keep_register(actor: Actor, model: type[Entry]) -> Reason | None:
    """Each register has its keepers."""
    return None if actor.has(model.register.permission) else RegisterReason.NOT_KEEPER
