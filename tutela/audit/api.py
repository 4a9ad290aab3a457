"""The door of audit: record, read, verify."""

from __future__ import annotations

from .actions.record import record
from .actions.verify import Verdict, read_anchors, verify, write_anchor
from .enums import Outcome
from .models import Event
from .queries import about, chain, latest

__all__ = ["Event", "Outcome", "Verdict", "about", "chain", "latest", "read_anchors", "record", "verify", "write_anchor"]
