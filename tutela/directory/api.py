"""The door of the directory."""

from __future__ import annotations

from .actions.hsds import Imported, export_services, import_services
from .actions.keep import confirm_entry, note_standing, remind_to_confirm, stop_service
from .actions.offices import open_office
from .enums import Day, DirectoryReason, Freshness
from .models import Office, Organisation, ServicePoint, Territory
from .queries.finder import Wanted, centre_of, find_services, lies_in
from .queries.hsds.staging import Fault
from .queries.kept import coverage, freshness, kept_by

__all__ = [
    "Day",
    "DirectoryReason",
    "Fault",
    "Freshness",
    "Imported",
    "Office",
    "Organisation",
    "ServicePoint",
    "Territory",
    "Wanted",
    "centre_of",
    "confirm_entry",
    "coverage",
    "export_services",
    "find_services",
    "freshness",
    "import_services",
    "kept_by",
    "lies_in",
    "note_standing",
    "open_office",
    "remind_to_confirm",
    "stop_service",
]
