"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import desk

urlpatterns = [
    path("reports", desk.desk, name="triage_desk"),
    path("reports/new", desk.enter, name="report_enter"),
    path("reports/<uuid:report_id>", desk.report, name="report"),
    path("reports/<uuid:report_id>/start", desk.start, name="report_start"),
    path("reports/<uuid:report_id>/safety", desk.safety, name="report_safety"),
    path("reports/<uuid:report_id>/urgency", desk.urgency, name="report_urgency"),
    path("reports/<uuid:report_id>/describe", desk.describe, name="report_describe"),
    path("reports/<uuid:report_id>/note", desk.note, name="report_note"),
    path("reports/<uuid:report_id>/settle", desk.settle_it, name="report_settle"),
    path("reports/<uuid:report_id>/agree", desk.agree, name="report_agree"),
    path("reports/<uuid:report_id>/forward", desk.forward, name="report_forward"),
    path("reports/<uuid:report_id>/reveal", desk.reveal, name="report_reveal"),
]
