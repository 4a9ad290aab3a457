"""The door for actions above: asking somebody to decide. The action that takes it asks the rule, does the rest and records it."""

from __future__ import annotations

from ..actions.approvals import submit

__all__ = ["submit"]
