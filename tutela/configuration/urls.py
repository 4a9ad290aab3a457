"""Addresses of configuration on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

_ONE = "configuration/<uuid:bundle_id>"

urlpatterns = [
    path("configuration", views.configuration, name="configuration"),
    path("configuration/export.zip", views.configuration_export, name="configuration_export"),
    path(_ONE, views.configuration_bundle, name="configuration_bundle"),
    path(f"{_ONE}/put-in-force", views.configuration_put_in_force, name="configuration_put_in_force"),
    path(f"{_ONE}/set-aside", views.configuration_set_aside, name="configuration_set_aside"),
]
