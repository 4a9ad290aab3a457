"""Addresses of this context on the public site: what was released, and nothing else."""

from __future__ import annotations

from django.urls import path

from .views import exchange, explorer, public, report

urlpatterns = [
    path("statistics", public.index, name="public_releases"),
    path("statistics/structure.sdmx.xml", exchange.structure, {"kind": "xml"}, name="public_structure_xml"),
    path("statistics/structure.sdmx.json", exchange.structure, {"kind": "json"}, name="public_structure_json"),
    path("statistics/<str:version>", public.release, name="public_release"),
    path("statistics/<str:version>/tables.json", public.catalogue, name="public_release_tables"),
    path("statistics/<str:version>/table.json", public.table_json, name="public_release_json"),
    path("statistics/<str:version>/table.csv", public.table_csv, name="public_release_csv"),
    path("statistics/<str:version>/table.sdmx.csv", public.table_sdmx, {"kind": "csv"}, name="public_release_sdmx_csv"),
    path("statistics/<str:version>/table.sdmx.xml", public.table_sdmx, {"kind": "xml"}, name="public_release_sdmx_xml"),
    path("statistics/<str:version>/report.html", report.as_html, name="public_release_report"),
    path("figures", explorer.public, name="public_explore"),
    path("figures/figures.csv", explorer.download, name="public_explore_csv"),
]
