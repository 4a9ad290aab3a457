"""The door of estimates. There is no mean of estimates here, and no function that would make one (R31)."""

from __future__ import annotations

from .actions.publish_estimate import publish_estimate, withdraw_release
from .actions.register_external import register_external, register_first
from .actions.run_estimate import give_up, run_estimate
from .models import ExternalEstimate, Release
from .queries.lists import external, releases

__all__ = [
    "ExternalEstimate",
    "Release",
    "external",
    "give_up",
    "publish_estimate",
    "register_external",
    "register_first",
    "releases",
    "run_estimate",
    "withdraw_release",
]
