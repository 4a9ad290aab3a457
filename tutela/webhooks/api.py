"""The door of webhooks: what comes first for whoever confirms them, and for the account of one that rests."""

from __future__ import annotations

from .queries.subscriptions import first

__all__ = ["first"]
