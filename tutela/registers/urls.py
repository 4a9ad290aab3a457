"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("monitoring/registers", views.index, name="registers"),
    path("monitoring/registers/<slug:slug>", views.listing, name="register"),
    path("monitoring/registers/<slug:slug>.csv", views.download, name="register_csv"),
    path("monitoring/registers/<slug:slug>/new", views.new, name="register_row_new"),
    path("monitoring/registers/<slug:slug>/import", views.take_file, name="register_import"),
    path("monitoring/registers/<slug:slug>/<uuid:row_id>", views.one, name="register_row"),
    path("monitoring/registers/<slug:slug>/<uuid:row_id>/change", views.change, name="register_row_change"),
]
