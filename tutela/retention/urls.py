"""Addresses of retention on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("retention", views.retention, name="retention"),
    path("retention/holds/new", views.hold_new, name="hold_new"),
    path("retention/holds/<uuid:hold_id>", views.hold_review, name="hold_review"),
]
