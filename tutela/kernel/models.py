"""The kernel's one table, where Django looks for it."""

from .vault.models import DataKey

__all__ = ["DataKey"]
