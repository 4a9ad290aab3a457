"""The words of facilities: why admissions stop, interests of an inspector, and the reasons for a no."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.rules import Reason


class StopReason(TextChoices):
    """Why a facility receives nobody for now (P39)."""

    CRITICAL_FINDING = "critical_finding", _("Critical finding of an inspection")
    INSPECTION_OVERDUE = "inspection_overdue", _("Inspection overdue")
    NOTICE_MISSING = "notice_missing", _("A notice that had to be sent is missing")
    UNVETTED_STAFF = "unvetted_staff", _("Staff at work without vetting")
    SANCTION = "sanction", _("Measure of inspection")
    STATUS = "status", _("Status of the facility")


class InterestKind(TextChoices):
    """What ties a person to a facility or its owner."""

    OWNER = "owner", _("Owner or member of its board")
    WORK = "work", _("Works or worked there")
    FAMILY = "family", _("Family of somebody there")
    MONEY = "money", _("Gives or receives money")
    OTHER = "other", _("Another tie")


class CountSource(TextChoices):
    """How a number of children is known."""

    REPORTED = "reported", _("Reported by the facility")
    VISIT = "visit", _("Counted on a visit")
    DISCOVERY = "discovery", _("Found on discovery")


class Risk(TextChoices):
    """How soon the next inspection must come."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class FacilityReason(Reason):
    """Why facilities says no."""

    NO_PERMISSION = (
        "no_permission",
        _("This is for the inspection of this facility. If it is yours to do, ask your administrator for a grant."),
    )
    NOT_MANAGER = (
        "not_manager",
        _(
            "This is for whoever answers for the facility, or its inspection. Ask them, or ask your administrator for a grant."
        ),
    )
    ADDRESS_PROTECTED = (
        "address_protected",
        _("The address of a confidential shelter is shown to its own staff and its inspection only. Telephone the shelter."),
    )
    NO_LEGAL_BASIS = (
        "no_legal_basis",
        _("A facility is registered on a legal basis, with its capacity and its staff known. Enter them first (para. 105)."),
    )
    OCCUPANCY_UNKNOWN = (
        "occupancy_unknown",
        _("It cannot be told how many children are placed there, so it cannot be closed. Try again when the files answer."),
    )
    CHILDREN_WITHOUT_PLAN = (
        "children_without_plan",
        _("Children live there who have no onward plan. Each child's worker plans the way on first; then close it (R90)."),
    )
    NOT_REGISTERED = (
        "not_registered",
        _("This facility is not registered and receives nobody. Choose another place, or ask inspection about it (P18)."),
    )
    ADMISSIONS_STOPPED = (
        "admissions_stopped",
        _("Admissions to this facility are stopped. Choose another place; inspection can say until when (P18, P39)."),
    )
    DETENTION_PLACE = (
        "detention_place",
        _("This is a place of detention. No child is placed there for protection; choose a place of care (P19, para. 124)."),
    )
    FULL = "full", _("Every place there is taken. Choose another place, or record the unmet need.")
    NOT_FOR_THIS_AGE = (
        "not_for_this_age",
        _("This facility does not receive children of this age. Choose another place, or record the unmet need."),
    )
    CONFLICT_OF_INTEREST = (
        "conflict_of_interest",
        _("This person has a tie to the facility or its owner and cannot inspect it. Assign another inspector (R91)."),
    )
    NOT_AN_INSPECTOR = (
        "not_an_inspector",
        _("This person does not inspect for this office. Choose one of its inspectors, or ask for a grant."),
    )
    NOT_ASSIGNED = (
        "not_assigned",
        _("Another inspector makes this inspection. Ask for it to be assigned to you."),
    )
    NOT_OPEN = "not_open", _("Answers are given while an inspection is under way. Start it first, or plan a new one.")
    NOT_COMPLETE = (
        "not_complete",
        _("Some items of the checklist have no answer. Answer each; “not verified” is an answer too."),
    )
    VETTING_CONTRADICTED = (
        "vetting_contradicted",
        _(
            "The register names staff at work without vetting, so “Vetted before start” cannot be met. Correct one of the two."
        ),
    )
    OWN_INSPECTION = (
        "own_inspection",
        _("Nobody publishes an inspection they made themselves. Ask a colleague to look at it and publish it."),
    )
    CONFIDENTIAL_PLACE = (
        "confidential_place",
        _("Nothing of a confidential shelter is published. Its inspection stays with inspection and the facility."),
    )
    NOT_A_PROCESS = "not_a_process", _("Only the process that watches deadlines does this; it runs by itself.")
    STOP_STANDS = (
        "stop_stands",
        _("What stopped the admissions still stands. Let it be put right and verified; then admissions open again."),
    )
    NOT_RECEIVER = (
        "not_receiver",
        _("Notices go to inspection and to the independent mechanism. Ask one of them."),
    )
