"""Addresses of community committees."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/committee-support"

urlpatterns = [
    path("committee", views.committee, name="committee"),
    path("committee/report", views.committee_report, name="committee_report"),
    path("committee/<uuid:asked_id>", views.committee_one, name="committee_one"),
    path("committee/<uuid:asked_id>/<slug:committee_move>", views.committee_move, name="committee_move"),
    path(_FILE, views.committee_support, name="committee_support"),
    path(f"{_FILE}/new", views.committee_support_new, name="committee_support_new"),
    path(f"{_FILE}/<uuid:asked_id>", views.committee_support_one, name="committee_support_one"),
    path(f"{_FILE}/<uuid:asked_id>/<slug:support_move>", views.committee_support_move, name="committee_support_move"),
]
