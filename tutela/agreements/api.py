"""The door of agreements: what comes first for whoever decides or keeps them."""

from __future__ import annotations

from .queries import first

__all__ = ["first"]
