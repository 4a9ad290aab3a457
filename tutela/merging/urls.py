"""Addresses of merging."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/merges"

urlpatterns = [
    path("duplicates/<uuid:pair_id>/merge", views.merge_new, name="merge_new"),
    path(_FILE, views.merges, name="merges"),
    path(f"{_FILE}/<uuid:merge_id>", views.merge, name="merge"),
    path(f"{_FILE}/<uuid:merge_id>/<slug:merge_step>", views.merge_move, name="merge_move"),
]
