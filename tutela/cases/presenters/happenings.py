"""The timeline's entries in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..enums.file import DeadlineKind
from ..models import CaseFile
from ..queries.timeline import Happening
from .labels import label

_KINDS = {
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
    "safety_plan": (_("Safety plan made"), "shield", "success", ""),
    "assessment_started": (_("Assessment started"), "edit", "neutral", ""),
    "assessment_submitted": (_("Assessment submitted"), "edit", "info", ""),
    "assessment_approved": (_("Assessment approved"), "check", "success", "risk_levels"),
    "assessment_returned": (_("Assessment returned"), "edit", "warning", ""),
    "plan_started": (_("Plan started"), "edit", "neutral", ""),
    "plan_submitted": (_("Plan submitted"), "edit", "info", ""),
    "plan_approved": (_("Plan approved"), "check", "success", ""),
    "plan_superseded": (_("Plan replaced by a newer one"), "check", "neutral", ""),
    "plan_returned": (_("Plan returned"), "edit", "warning", ""),
    "closure_started": (_("Closing started"), "edit", "neutral", "closure_reasons"),
    "closure_submitted": (_("Closing submitted"), "edit", "info", "closure_reasons"),
    "closure_approved": (_("File closed"), "check", "success", "closure_reasons"),
    "closure_returned": (_("Closing returned"), "edit", "warning", "closure_reasons"),
    "referral_draft": (_("Referral prepared"), "arrow-right", "neutral", "services"),
    "referral_sent": (_("Referral sent"), "arrow-right", "info", "services"),
    "referral_received": (_("Referral received by the service"), "arrow-right", "info", "services"),
    "referral_accepted": (_("Referral accepted"), "check", "success", "services"),
    "referral_declined": (_("Referral declined"), "alert-triangle", "warning", "services"),
    "referral_started": (_("Service started"), "arrow-right", "info", "services"),
    "referral_completed": (_("Service completed"), "check", "success", "services"),
    "referral_not_completed": (_("Service not completed"), "alert-triangle", "warning", "services"),
    "referral_recalled": (_("Referral taken back"), "arrow-right", "neutral", "services"),
    "referral_expired": (_("Referral expired"), "clock", "warning", "services"),
    "follow_up": (_("Contact with the child"), "phone", "info", ""),
    "review": (_("File reviewed"), "check", "info", "response_outcomes"),
    "access_break_glass": (_("Emergency access"), "alert-triangle", "danger", ""),
    "access_shared": (_("Someone works on the file too"), "users", "neutral", ""),
    "escalated": (_("Lateness carried up"), "clock", "danger", ""),
}
_DEADLINES = dict(DeadlineKind.choices)


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    title: str
    by: str
    why: str
    icon: str
    tone: str
    url: str


_PAGES = {"concern": "concern_edit", "referral": "referral", "assessment": "assessment", "plan": "plan"}


def _url(happening: Happening, file: CaseFile) -> str:
    page = _PAGES.get(happening.kind.split("_")[0])
    return reverse(page, args=[file.pk, happening.subject]) if page else ""


def entry(happening: Happening, file: CaseFile) -> Entry:
    """A happening in words."""
    title, icon, tone, list_id = _KINDS.get(happening.kind, (happening.kind, "edit", "neutral", ""))
    why = label(list_id, happening.code) if list_id else ""
    if happening.kind == "escalated":
        why = str(_DEADLINES.get(happening.code, happening.code))
    return Entry(happening.at, str(title), happening.by, why, icon, tone, _url(happening, file))
