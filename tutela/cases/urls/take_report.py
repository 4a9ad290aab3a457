"""Addresses between the triage desk and the file."""

from __future__ import annotations

from django.urls import path

from ..views import take_report as views

urlpatterns = [
    path("reports/<uuid:report_id>/file", views.take_report, name="take_report"),
    path("reports/<uuid:report_id>/file/<uuid:file_id>", views.link_to_file, name="link_report"),
]
