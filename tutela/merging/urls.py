"""Addresses of records that may be one child, and of merging their files."""

from __future__ import annotations

from django.urls import path

from .views import merges, pairs

_FILE = "files/<uuid:file_id>/merges"

urlpatterns = [
    path("duplicates", pairs.duplicates, name="duplicates"),
    path("duplicates/new", pairs.duplicate_new, name="duplicate_new"),
    path("duplicates/<uuid:pair_id>", pairs.duplicate, name="duplicate"),
    path("duplicates/<uuid:pair_id>/merge", merges.merge_new, name="merge_new"),
    path(_FILE, merges.merges, name="merges"),
    path(f"{_FILE}/<uuid:merge_id>", merges.merge, name="merge"),
    path(f"{_FILE}/<uuid:merge_id>/<slug:merge_step>", merges.merge_move, name="merge_move"),
]
