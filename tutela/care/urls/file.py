"""Addresses of the work list and of the file's page."""

from __future__ import annotations

from django.urls import path

from ..views import file as views

urlpatterns = [path("work", views.work, name="work"), path("files/<uuid:file_id>", views.file, name="file")]
