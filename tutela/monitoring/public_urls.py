"""Addresses of this context on the public site: published copies only."""

from __future__ import annotations

from django.urls import path

from .views import public

urlpatterns = [
    path("rights", public.index, name="public_rights"),
    path("rights/<str:kind>", public.page, name="public_rights_page"),
    path("rights/<str:kind>/table.csv", public.download, name="public_rights_csv"),
]
