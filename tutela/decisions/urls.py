"""Addresses of best-interests determinations."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/best-interests"
_ONE = f"{_FILE}/<uuid:determination_id>"

urlpatterns = [
    path(_FILE, views.decisions, name="decisions"),
    path(f"{_FILE}/new", views.determination_new, name="determination_new"),
    path(_ONE, views.determination, name="determination"),
    path(f"{_ONE}/<slug:move>", views.determination_move, name="determination_move"),
]
