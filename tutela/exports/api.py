"""The door of exports: whether an account may take one."""

from __future__ import annotations

from .queries.exports import may_be_taken

__all__ = ["may_be_taken"]
