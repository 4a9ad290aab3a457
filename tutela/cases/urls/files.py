"""The address of the list of files."""

from __future__ import annotations

from django.urls import path

from ..views import files as views

urlpatterns = [path("files", views.files, name="files")]
