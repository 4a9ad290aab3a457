"""A facility from discovery or application to its end; an inspection; what a facility must put right."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine


class FacilityStatus(TextChoices):
    """The codes of the list ``facility_status``."""

    DISCOVERED = "unregistered_discovered", _("Discovered, not registered")
    PENDING = "registration_pending", _("Registration under way")
    REGISTERED = "registered", _("Registered")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class InspectionState(TextChoices):
    """An inspection."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    REPORTED = "reported", _("Reported")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class ActionState(TextChoices):
    """What a facility must put right."""

    OPEN = "open", _("To be put right")
    CLAIMED = "claimed", _("Done, says the facility")
    VERIFIED = "verified", _("Verified by inspection")


_F, _I, _A = FacilityStatus, InspectionState, ActionState
FACILITY = Machine(
    "facility",
    FacilityStatus,
    _F.DISCOVERED,
    {
        _F.DISCOVERED: frozenset({_F.PENDING, _F.CLOSED}),
        _F.PENDING: frozenset({_F.REGISTERED, _F.DISCOVERED, _F.CLOSED}),
        _F.REGISTERED: frozenset({_F.SUSPENDED, _F.CLOSED}),
        _F.SUSPENDED: frozenset({_F.REGISTERED, _F.CLOSED}),
        _F.CLOSED: frozenset(),
    },
    {
        _F.DISCOVERED: "inspection",
        _F.PENDING: "inspection",
        _F.REGISTERED: "facility manager",
        _F.SUSPENDED: "inspection",
        _F.CLOSED: "nobody",
    },
)
INSPECTION = Machine(
    "inspection",
    InspectionState,
    _I.PLANNED,
    {
        _I.PLANNED: frozenset({_I.UNDER_WAY, _I.CANCELLED}),
        _I.UNDER_WAY: frozenset({_I.REPORTED}),
        _I.REPORTED: frozenset({_I.PUBLISHED}),
        _I.PUBLISHED: frozenset(),
        _I.CANCELLED: frozenset(),
    },
    {
        _I.PLANNED: "inspector",
        _I.UNDER_WAY: "inspector",
        _I.REPORTED: "another inspector",
        _I.PUBLISHED: "nobody",
        _I.CANCELLED: "nobody",
    },
)
CORRECTION = Machine(
    "correction",
    ActionState,
    _A.OPEN,
    {
        _A.OPEN: frozenset({_A.CLAIMED, _A.VERIFIED}),
        _A.CLAIMED: frozenset({_A.OPEN, _A.VERIFIED}),
        _A.VERIFIED: frozenset(),
    },
    {_A.OPEN: "facility manager", _A.CLAIMED: "inspector", _A.VERIFIED: "nobody"},
)
