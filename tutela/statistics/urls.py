"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("statistics", views.overview, name="statistics"),
    path("statistics/table.csv", views.download, name="statistics_csv"),
    path("statistics/dictionary", views.dictionary, name="statistics_dictionary"),
    path("statistics/dictionary.json", views.dictionary_json, name="statistics_dictionary_json"),
    path("statistics/dictionary.csv", views.dictionary_csv, name="statistics_dictionary_csv"),
    path("statistics/quality", views.quality, name="statistics_quality"),
    path("statistics/unmet", views.unmet, name="statistics_unmet"),
    path("statistics/build", views.build, name="statistics_build"),
]
