"""What the menu shows to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tutela.accounts.api import Permission as P

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Entry:
    """A menu entry, shown when any of the permissions is held."""

    label: str | _StrPromise
    view: str
    icon: str
    permissions: tuple[str, ...]


ENTRIES = (
    Entry(_("My work"), "work", "home", (P.FILE_WORK, P.FILE_VIEW, P.FILE_ESCALATIONS)),
    Entry(_("Today"), "today", "home", (P.REPORT_TRIAGE, P.REFERRAL_ANSWER, P.AUDIT_VIEW, P.PLAN_KEEP, P.HEALTH_FOCAL)),
    Entry(_("Reports"), "triage_desk", "inbox", (P.REPORT_TRIAGE, P.REPORT_OVERSEE, P.OVERSIGHT_DOCKET)),
    Entry(_("Files"), "files", "folder", (P.FILE_WORK, P.FILE_VIEW)),
    Entry(_("Existing records"), "record_imports", "upload", (P.RECORD_IMPORT,)),
    Entry(_("Caseload"), "caseload", "users", (P.FILE_ASSIGN,)),
    Entry(_("Transfers"), "transfers", "send", (P.FILE_ASSIGN,)),
    Entry(_("Find a child"), "search", "search", (P.FILE_SEARCH,)),
    Entry(_("One child or two?"), "duplicates", "user-search", (P.FILE_MATCH, P.FILE_APPROVE)),
    Entry(_("Referrals to us"), "referrals_inbox", "arrow-right", (P.REFERRAL_ANSWER,)),
    Entry(_("Case conferences"), "invitations", "users", (P.FILE_WORK, P.FILE_VIEW, P.REFERRAL_ANSWER)),
    Entry(_("What we owe"), "owed", "scale", (P.REFERRAL_ANSWER,)),
    Entry(_("Overdue obligations"), "overdue", "flag", (P.FILE_VIEW, P.OVERSIGHT_DOCKET)),
    Entry(_("Medical track"), "medical", "heart", (P.MEDICAL_TRACK,)),
    Entry(_("Treatments"), "treatments", "list-check", (P.MEDICAL_TRACK,)),
    Entry(_("Overdue health steps"), "health_overdue", "bell", (P.HEALTH_FOCAL,)),
    Entry(_("What we are asked to do"), "committee", "list-check", (P.SUPPORT_DO,)),
    Entry(_("Hand in a report"), "committee_report", "edit", (P.SUPPORT_DO,)),
    Entry(_("Places that are free"), "places", "home", (P.FILE_WORK, P.FILE_VIEW)),
    Entry(_("Proceedings"), "proceedings", "gavel", (P.FILE_WORK, P.FILE_VIEW)),
    Entry(_("Children who are held"), "held_children", "lock", (P.OVERSIGHT_DOCKET,)),
    Entry(_("Breaches of confidentiality"), "breaches", "eye-off", (P.AUDIT_VIEW,)),
    Entry(_("Inspections"), "inspections", "clipboard-check", (P.FACILITY_INSPECT, P.FACILITY_MANAGE)),
    Entry(
        _("Institutions"),
        "facilities",
        "building-community",
        (P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.FILE_WORK, P.FILE_VIEW, P.OVERSIGHT_DOCKET),
    ),
    Entry(_("Notices"), "notices", "bell", (P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.OVERSIGHT_DOCKET)),
    Entry(_("Children in formal care"), "formal_care", "chart", (P.STATISTICS_VIEW, P.FACILITY_INSPECT, P.OVERSIGHT_DOCKET)),
    Entry(_("Justice for children"), "child_justice", "gavel", (P.STATISTICS_VIEW, P.OVERSIGHT_DOCKET, P.JUSTICE_KEEP)),
    Entry(_("Statistics"), "statistics", "chart", (P.STATISTICS_VIEW,)),
    Entry(_("Obligations by body"), "owed_counts", "scale", (P.STATISTICS_VIEW,)),
    Entry(_("Caseload of the country"), "caseload_country", "users", (P.STATISTICS_VIEW,)),
    Entry(_("Quality of our records"), "statistics_quality", "list-check", (P.FILE_APPROVE,)),
    Entry(_("What we do not see"), "unseen", "eye-off", (P.STATISTICS_VIEW, P.STATISTICS_BUILD)),
    Entry(_("Monitoring"), "monitoring", "report-analytics", (P.MONITORING_VIEW,)),
    Entry(_("Audit trail"), "audit_trail", "shield", (P.AUDIT_VIEW,)),
    Entry(_("Services"), "service_points", "map", ()),
    Entry(_("Ways to report"), "report_channels", "phone", (P.STATISTICS_VIEW, P.DIRECTORY_EDIT, P.REPORT_OVERSEE)),
    Entry(_("Team keys"), "vault", "key", (P.REPORT_TRIAGE, P.OVERSIGHT_DOCKET)),
    Entry(_("Exports"), "exports", "download", (P.FILE_EXPORT, P.AUDIT_VIEW)),
    Entry(_("Keeping and sealing"), "retention", "lock", (P.ERASURE_DECIDE,)),
    Entry(_("Agreements"), "agreements", "file-text", (P.AGREEMENT_KEEP, P.AUDIT_VIEW, P.AGREEMENT_USE)),
    Entry(_("Forms of the country"), "forms", "list-check", (P.DIRECTORY_EDIT,)),
    Entry(_("Configuration"), "configuration", "settings", (P.DIRECTORY_EDIT,)),
    Entry(_("Accounts"), "accounts", "users", (P.ACCOUNT_MANAGE,)),
    Entry(_("Webhooks"), "webhooks", "link", (P.CLIENT_MANAGE, P.AUDIT_VIEW)),
    Entry(_("Glossary"), "glossary", "book", ()),
)

MONITORING = (
    Entry(_("Overview"), "monitoring", "", (P.MONITORING_VIEW,)),
    Entry(_("Treaties"), "monitoring_treaties", "", (P.MONITORING_VIEW,)),
    Entry(_("Law"), "monitoring_law", "", (P.MONITORING_VIEW,)),
    Entry(_("Recommendations"), "monitoring_recommendations", "", (P.MONITORING_VIEW,)),
    Entry(_("Plans and money"), "planning", "", (P.MONITORING_VIEW,)),
    Entry(_("People and bodies"), "planning_people", "", (P.MONITORING_VIEW,)),
    Entry(_("Indicators"), "monitoring_indicators", "", (P.MONITORING_VIEW,)),
    Entry(_("Estimates"), "unseen", "", (P.STATISTICS_VIEW, P.STATISTICS_BUILD)),
    Entry(_("State report"), "monitoring_reports", "", (P.MONITORING_VIEW,)),
    Entry(_("Registers"), "registers", "", (P.MONITORING_VIEW,)),
)
"""The sections of the monitoring mechanism, whichever context they stand in."""


def context(request: HttpRequest) -> dict[str, Any]:
    """``navigation`` for the page template, ``tabs`` for the pages of the monitoring mechanism."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": [], "actor": None}
    tabs = _rows(MONITORING, actor, request.path) if request.path.startswith("/monitoring") else []
    return {"navigation": _rows(ENTRIES, actor, request.path), "tabs": tabs, "actor": actor}


def _rows(entries: tuple[Entry, ...], actor: Any, path: str) -> list[dict[str, Any]]:
    """The entries somebody may follow; the one that is nearest to this address is the current one."""
    shown = [entry for entry in entries if not entry.permissions or any(actor.has(word) for word in entry.permissions)]
    rows = [_row(entry, path) for entry in shown]
    closest = max((len(row["url"]) for row in rows if row["current"]), default=0)
    for row in rows:  # an address below another entry's belongs to the closer one
        row["current"] = row["current"] and len(row["url"]) == closest
    return rows


def _row(entry: Entry, path: str) -> dict[str, Any]:
    try:
        url = reverse(entry.view)
    except NoReverseMatch:
        url = ""
    return {
        "label": entry.label,
        "url": url,
        "icon": entry.icon,
        "current": bool(url) and url != "/" and path.startswith(url),
    }
