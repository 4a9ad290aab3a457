"""The door for actions above: asking somebody to decide, and the answer. The action that takes it asks the rule, does the rest and records it."""

from __future__ import annotations

from ..actions.approvals import decide, hold, submit

__all__ = ["decide", "hold", "submit"]
