"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import dictionary, exchange, explorer, public, releases, report, tables, under_reporting

urlpatterns = [
    path("statistics", tables.overview, name="statistics"),
    path("statistics/table.csv", tables.download, name="statistics_csv"),
    path("statistics/dictionary", dictionary.dictionary, name="statistics_dictionary"),
    path("statistics/dictionary.json", dictionary.dictionary_json, name="statistics_dictionary_json"),
    path("statistics/dictionary.csv", dictionary.dictionary_csv, name="statistics_dictionary_csv"),
    path("statistics/quality", tables.quality, name="statistics_quality"),
    path("statistics/unmet", tables.unmet, name="statistics_unmet"),
    path("statistics/under-reporting", under_reporting.under_reporting, name="statistics_under_reporting"),
    path("statistics/under-reporting.csv", under_reporting.under_reporting_csv, name="statistics_under_reporting_csv"),
    path("statistics/table.sdmx.csv", exchange.table, {"kind": "csv"}, name="statistics_sdmx_csv"),
    path("statistics/table.sdmx.xml", exchange.table, {"kind": "xml"}, name="statistics_sdmx_xml"),
    path("statistics/dictionary/codes.csv", exchange.codes, name="statistics_codes_csv"),
    path("statistics/dictionary.sdmx.xml", exchange.structure, {"kind": "xml"}, name="statistics_structure_xml"),
    path("statistics/dictionary.sdmx.json", exchange.structure, {"kind": "json"}, name="statistics_structure_json"),
    path("statistics/build", tables.build, name="statistics_build"),
    path("statistics/releases", releases.index, name="releases"),
    path("statistics/releases/prepare", releases.prepare, name="release_prepare"),
    path("statistics/releases/<uuid:release_id>", releases.release, name="release"),
    path("statistics/releases/<uuid:release_id>/build", releases.build, name="release_build"),
    path("statistics/releases/<uuid:release_id>/check", releases.check, name="release_check"),
    path("statistics/releases/<uuid:release_id>/publish", releases.publish, name="release_publish"),
    path("statistics/releases/<uuid:release_id>/withdraw", releases.withdraw, name="release_withdraw"),
    path("statistics/releases/<uuid:release_id>/drop", releases.drop, name="release_drop"),
    path("statistics/releases/<str:version>/report.html", report.as_html, name="published_report"),
    path("statistics/releases/<str:version>/report.pdf", report.as_file, {"kind": "pdf"}, name="published_report_pdf"),
    path("statistics/releases/<str:version>/report.docx", report.as_file, {"kind": "docx"}, name="published_report_docx"),
    path("statistics/releases/<str:version>/table.sdmx.csv", public.table_sdmx, {"kind": "csv"}, name="published_sdmx_csv"),
    path("statistics/releases/<str:version>/table.sdmx.xml", public.table_sdmx, {"kind": "xml"}, name="published_sdmx_xml"),
    path("statistics/explore", explorer.staff, name="statistics_explore"),
    path("statistics/explore/figures.csv", explorer.download, name="statistics_explore_csv"),
]
