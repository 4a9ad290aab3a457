"""The door of the directory."""

from __future__ import annotations

from .actions.carry import CARRIED
from .actions.channels import end_channel, keep_channel, keep_population
from .actions.hsds import Imported, export_services, import_services
from .actions.keep import confirm_entry, note_standing, remind_to_confirm, stop_service
from .actions.offices import open_office
from .enums import Day, DirectoryReason, Freshness
from .models import Office, Organisation, Population, ReportingChannel, ServicePoint, Territory
from .queries.channels import channel_coverage, channels_at, public_services
from .queries.finder import Wanted, centre_of, find_services, lies_in, rings
from .queries.help_numbers import EXIT, help_numbers
from .queries.hsds.staging import Fault
from .queries.kept import coverage, freshness, kept_by
from .queries.places import places_to_offer

__all__ = [
    "CARRIED",
    "EXIT",
    "Day",
    "DirectoryReason",
    "Fault",
    "Freshness",
    "Imported",
    "Office",
    "Organisation",
    "Population",
    "ReportingChannel",
    "ServicePoint",
    "Territory",
    "Wanted",
    "centre_of",
    "channel_coverage",
    "channels_at",
    "confirm_entry",
    "coverage",
    "end_channel",
    "export_services",
    "find_services",
    "freshness",
    "help_numbers",
    "import_services",
    "keep_channel",
    "keep_population",
    "kept_by",
    "lies_in",
    "note_standing",
    "open_office",
    "places_to_offer",
    "public_services",
    "remind_to_confirm",
    "rings",
    "stop_service",
]
