"""Addresses of returns."""

from __future__ import annotations

from django.urls import path

from . import views

_FILE = "files/<uuid:file_id>/returns"
_ONE = f"{_FILE}/<uuid:return_id>"

urlpatterns = [
    path(_FILE, views.returns, name="returns"),
    path(f"{_FILE}/new", views.return_new, name="return_new"),
    path(_ONE, views.return_one, name="return_one"),
    path(f"{_ONE}/<slug:return_step>", views.return_move, name="return_move"),
]
