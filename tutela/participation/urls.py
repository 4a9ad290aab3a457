"""Addresses of participation."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>"

_ONE = f"{_FILE}/access-requests/<uuid:request_id>"

urlpatterns = [
    path("complaint", views.complaint, name="complaint"),
    path(f"{_FILE}/sheet", views.child_sheet, name="child_sheet"),
    path(f"{_FILE}/sheet.pdf", views.child_sheet_pdf, name="child_sheet_pdf"),
    path(f"{_FILE}/sheet/handed-over", views.sheet_hand_over, name="sheet_hand_over"),
    path(f"{_FILE}/access-requests", views.access_requests, name="access_requests"),
    path(f"{_FILE}/access-requests/new", views.access_request_new, name="access_request_new"),
    path(_ONE, views.access_request, name="access_request"),
    path(f"{_ONE}/held.<slug:held_as>", views.access_export, name="access_export"),
    path(f"{_ONE}/<slug:access_step>", views.access_request_move, name="access_request_move"),
    path(f"{_FILE}/print", views.file_print, name="file_print"),
]
