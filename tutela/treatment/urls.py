"""Addresses of treatment."""

from __future__ import annotations

from django.urls import path

from . import views

_COURSE = "treatments/<uuid:referral_id>"
_STEP = f"{_COURSE}/steps/<uuid:step_id>"
_FILE = "files/<uuid:file_id>/health-steps"
_NOTE = "session-notes/<uuid:note_id>"

urlpatterns = [
    path("treatments", views.treatments, name="treatments"),
    path("treatments/overdue", views.health_overdue, name="health_overdue"),
    path(_COURSE, views.treatment, name="treatment"),
    path(f"{_COURSE}/steps/new", views.treatment_step_new, name="treatment_step_new"),
    path(_STEP, views.treatment_step, name="treatment_step"),
    path(f"{_STEP}/<slug:treatment_move>", views.treatment_move, name="treatment_move"),
    path(f"{_COURSE}/notes/new", views.session_note_new, name="session_note_new"),
    path("session-notes", views.session_notes, name="session_notes"),
    path(_NOTE, views.session_note, name="session_note"),
    path(f"{_NOTE}/correct", views.session_note_correct, name="session_note_correct"),
    path(_FILE, views.health_status, name="health_status"),
    path(f"{_FILE}/new", views.health_measure_new, name="health_measure_new"),
    path(f"{_FILE}/<uuid:step_id>", views.health_status_step, name="health_status_step"),
    path(f"{_FILE}/<uuid:step_id>/<slug:treatment_move>", views.health_status_move, name="health_status_move"),
]
