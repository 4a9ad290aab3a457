"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("audit", views.trail, name="audit_trail")]
