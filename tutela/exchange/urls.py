"""Addresses of imports on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

_ONE = "imports/<uuid:import_id>"

urlpatterns = [
    path("imports", views.record_imports, name="record_imports"),
    path("imports/new", views.import_new, name="import_new"),
    path(_ONE, views.record_import, name="record_import"),
    path(f"{_ONE}/columns", views.import_columns, name="import_columns"),
    path(f"{_ONE}/faults.csv", views.import_faults, name="import_faults"),
    path(f"{_ONE}/run", views.import_run, name="import_run"),
    path(f"{_ONE}/go-on", views.import_go_on, name="import_go_on"),
    path(f"{_ONE}/undo", views.import_undo, name="import_undo"),
    path(f"{_ONE}/discard", views.import_discard, name="import_discard"),
    path("files/<uuid:file_id>/provenance/<uuid:provenance_id>", views.file_provenance, name="file_provenance"),
]
