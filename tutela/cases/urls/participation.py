"""Addresses of what the child said."""

from __future__ import annotations

from django.urls import path

from ..views import participation as views

_FILE = "files/<uuid:file_id>"

urlpatterns = [
    path(f"{_FILE}/views/new", views.view_new, name="view_new"),
    path(f"{_FILE}/views/<uuid:view_id>/weigh", views.view_weigh, name="view_weigh"),
]
