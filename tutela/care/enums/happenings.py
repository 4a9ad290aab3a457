"""What is done for a child, in words: title, icon, tone, and the code list that says more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
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
}
PAGES = {"referral": "referral", "assessment": "assessment", "plan": "plan"}
"""The page of a happening by the first word of its kind."""
