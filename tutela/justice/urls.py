"""Addresses of the justice screens."""

from __future__ import annotations

from django.urls import path

from .views import figures, pages

_FILE = "files/<uuid:file_id>/justice"
_ONE = f"{_FILE}/<slug:part>/<uuid:record_id>"

urlpatterns = [
    path("proceedings", pages.proceedings, name="proceedings"),
    path("held-children", pages.held_children, name="held_children"),
    path("confidentiality", pages.breaches, name="breaches"),
    path("child-justice", figures.child_justice, name="child_justice"),
    path("child-justice.csv", figures.child_justice_file, name="child_justice_file"),
    path("child-justice/<slug:indicator>/state", figures.justice_state, name="justice_state"),
    path(_FILE, pages.justice, name="justice"),
    path(f"{_FILE}/<slug:part>/new", pages.justice_new, name="justice_new"),
    path(_ONE, pages.justice_record, name="justice_record"),
    path(f"{_ONE}/<slug:step>", pages.justice_step, name="justice_step"),
]
