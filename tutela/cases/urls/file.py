"""Addresses of the work list, the list of files and the file's page."""

from __future__ import annotations

from django.urls import path

from ..views import file as views

urlpatterns = [
    path("work", views.work, name="work"),
    path("files", views.files, name="files"),
    path("files/<uuid:file_id>", views.file, name="file"),
]
