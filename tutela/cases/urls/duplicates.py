"""Addresses of records that may be one child."""

from __future__ import annotations

from django.urls import path

from ..views import duplicates as views

urlpatterns = [
    path("duplicates", views.duplicates, name="duplicates"),
    path("duplicates/new", views.duplicate_new, name="duplicate_new"),
    path("duplicates/<uuid:pair_id>", views.duplicate, name="duplicate"),
]
