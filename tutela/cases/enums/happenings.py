"""What happens in a file, in words: title, icon, tone, and the code list that says more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "opened": (_("File opened"), "folder", "info", "report_channels"),
    "age": (_("Age stated"), "calendar", "neutral", "age_basis"),
    "person": (_("Person around the child added"), "users", "neutral", ""),
    "care": (_("Care arrangement recorded"), "home", "neutral", "care_status"),
    "sale_to_examine": (_("Fee at hand-over: examine for sale"), "alert-triangle", "warning", ""),
    "concern": (_("Concern recorded"), "alert-triangle", "warning", "verification"),
    "consent": (_("Consent asked"), "check", "neutral", "consent_purposes"),
    "consent_withdrawn": (_("Consent withdrawn"), "alert-triangle", "warning", "consent_purposes"),
    "override": (_("Acting without consent approved"), "shield", "warning", "consent_purposes"),
    "view": (_("The child was heard"), "message", "voice", ""),
    "access_break_glass": (_("Emergency access"), "alert-triangle", "danger", ""),
    "access_shared": (_("Someone works on the file too"), "users", "neutral", ""),
    "duplicate_confirm": (_("Linked with another record of the same child"), "link", "info", ""),
    "duplicate_undo": (_("Link with another record undone"), "link", "warning", ""),
    "escalated": (_("Lateness carried up"), "clock", "danger", ""),
}
PAGES = {"concern": "concern_edit"}
"""The page of a happening by the first word of its kind."""
