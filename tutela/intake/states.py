"""A report from its arrival to its end, and the few words its reporter sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tutela.kernel.states import Machine

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ReportState(TextChoices):
    """Source: ``reporting`` 5.4."""

    NEW = "new", _("New")
    IN_TRIAGE = "in_triage", _("In triage")
    NEEDS_INFORMATION = "needs_information", _("Needs more information")
    ACCEPTED = "accepted", _("Accepted: a file is open")
    REFERRED_OUT = "referred_out", _("Referred to another service")
    INFORMATION_ONLY = "information_only", _("Information and advice only")
    DUPLICATE = "duplicate", _("Reported before")
    NON_DATA = "non_data", _("No report (test, silent, abusive)")
    CANNOT_ACT = "cannot_act", _("We cannot act on it")
    CLOSED = "closed", _("Closed")


_S = ReportState
OUTCOMES = frozenset({_S.REFERRED_OUT, _S.INFORMATION_ONLY, _S.DUPLICATE, _S.NON_DATA, _S.CANNOT_ACT})
"""Ends of triage without a file."""
SETTLED = OUTCOMES | {_S.CLOSED}
"""What one person alone cannot decide where immediate danger was ever seen."""
WAITING = frozenset({_S.NEW, _S.IN_TRIAGE, _S.NEEDS_INFORMATION})
"""Somebody still has to do something; these escalate."""

TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    _S.NEW: frozenset({_S.IN_TRIAGE}),
    _S.IN_TRIAGE: frozenset({_S.NEW, _S.NEEDS_INFORMATION, _S.ACCEPTED, *OUTCOMES}),
    _S.NEEDS_INFORMATION: frozenset({_S.NEW, _S.IN_TRIAGE, _S.ACCEPTED, *OUTCOMES}),
    _S.ACCEPTED: frozenset({_S.CLOSED}),
    _S.REFERRED_OUT: frozenset({_S.IN_TRIAGE, _S.CLOSED}),
    _S.INFORMATION_ONLY: frozenset({_S.IN_TRIAGE, _S.CLOSED}),
    _S.DUPLICATE: frozenset({_S.IN_TRIAGE, _S.CLOSED}),
    _S.NON_DATA: frozenset({_S.IN_TRIAGE, _S.CLOSED}),
    _S.CANNOT_ACT: frozenset({_S.IN_TRIAGE, _S.CLOSED}),
    _S.CLOSED: frozenset({_S.IN_TRIAGE}),
}
OWNERS: dict[ReportState, str] = {
    _S.NEW: "intake team",
    _S.IN_TRIAGE: "intake officer",
    _S.NEEDS_INFORMATION: "intake officer",
    _S.ACCEPTED: "caseworker",
    **dict.fromkeys(OUTCOMES, "intake officer"),
    _S.CLOSED: "nobody",
}
REPORT = Machine("report", ReportState, _S.NEW, TRANSITIONS, OWNERS)

REPORTER_WORDS: dict[ReportState, _StrPromise] = {
    _S.NEW: _("We have it. Somebody from the team will read it."),
    _S.IN_TRIAGE: _("Somebody from the team is working on it."),
    _S.NEEDS_INFORMATION: _("Somebody from the team is working on it, and it helps if you tell us more."),
    _S.ACCEPTED: _("The team is taking care of it."),
    _S.REFERRED_OUT: _("The team asked another service to help."),
    _S.INFORMATION_ONLY: _("The team has read it and finished."),
    _S.DUPLICATE: _("The team has read it and finished."),
    _S.NON_DATA: _("The team has read it and finished."),
    _S.CANNOT_ACT: _("The team has read it and finished. You can always tell us again."),
    _S.CLOSED: _("The team has read it and finished."),
}
"""What a receipt shows: words only, nothing of what was found or decided."""
