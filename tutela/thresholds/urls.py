"""Addresses of a file's kind."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("files/<uuid:file_id>/kind", views.file_kind, name="file_kind"),
    path("files/<uuid:file_id>/not-accepted", views.file_decline, name="file_decline"),
]
