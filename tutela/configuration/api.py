"""The door of configuration: export, look, put in force, set aside."""

from __future__ import annotations

from .actions.bundles import FaultyBundle, export_bundle, look_at_bundle, put_bundle_in_force, set_bundle_aside
from .queries.bundle import LARGEST, BadBundle, pack, rows_here, rows_of, unpack
from .queries.looking import Fault, Preview, look, waiting_of_others

__all__ = [
    "LARGEST",
    "BadBundle",
    "Fault",
    "FaultyBundle",
    "Preview",
    "export_bundle",
    "look",
    "look_at_bundle",
    "pack",
    "put_bundle_in_force",
    "rows_here",
    "rows_of",
    "set_bundle_aside",
    "unpack",
    "waiting_of_others",
]
