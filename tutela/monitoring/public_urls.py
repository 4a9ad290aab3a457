"""Addresses of this context on the public site: published copies only."""

from __future__ import annotations

from django.urls import path

from .views import public

urlpatterns = [
    path("rights", public.index, name="public_rights"),
    path("rights/<str:page>", public.published_page, name="public_rights_page"),
    path("rights/indicators/sdmx.csv", public.sdmx_data, name="public_rights_sdmx"),
    path("rights/indicators/structure.json", public.sdmx_structure, name="public_rights_structure"),
    path("rights/<str:page>/table.csv", public.download, name="public_rights_csv"),
]
