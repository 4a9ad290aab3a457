"""Addresses of participation."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>"

urlpatterns = [
    path("complaint", views.complaint, name="complaint"),
    path(f"{_FILE}/sheet", views.child_sheet, name="child_sheet"),
    path(f"{_FILE}/sheet.pdf", views.child_sheet_pdf, name="child_sheet_pdf"),
    path(f"{_FILE}/sheet/handed-over", views.sheet_hand_over, name="sheet_hand_over"),
]
