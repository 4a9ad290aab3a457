"""Addresses of the registration screens."""

from __future__ import annotations

from django.urls import path

from ..views import finding
from ..views import registration as views

_FILE = "files/<uuid:file_id>"

urlpatterns = [
    path("find", finding.find, name="search"),
    path("break-glass", finding.glass, name="break_glass"),
    path("accesses/<uuid:access_id>/review", finding.access_review, name="access_review"),
    path(f"{_FILE}/assign", finding.assign, name="file_assign"),
    path(f"{_FILE}/child", views.child_edit, name="child_edit"),
    path(f"{_FILE}/age", views.age_new, name="age_new"),
    path(f"{_FILE}/persons/new", views.person_new, name="person_new"),
    path(f"{_FILE}/care/new", views.care_new, name="care_new"),
    path(f"{_FILE}/care/<uuid:care_id>/examine", views.care_examine, name="care_examine"),
    path(f"{_FILE}/care/<uuid:care_id>/end", views.care_end, name="care_end"),
    path(f"{_FILE}/consents/new", views.consent_new, name="consent_new"),
    path(f"{_FILE}/concerns/new", views.concern_new, name="concern_new"),
    path(f"{_FILE}/concerns/<uuid:concern_id>", views.concern_edit, name="concern_edit"),
    path(f"{_FILE}/concerns/<uuid:concern_id>/overlap", views.overlap_decide, name="overlap_decide"),
]
