"""The door of the directory."""

from __future__ import annotations

from .models import Office, Organisation, ServicePoint, Territory

__all__ = ["Office", "Organisation", "ServicePoint", "Territory"]
