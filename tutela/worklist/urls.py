"""Addresses of the worklist."""

from __future__ import annotations

from django.urls import path

from .views import caseload, flags, lists, several, today

_FILE = "files/<uuid:file_id>"
_LIST = "lists/<uuid:kept_id>"

urlpatterns = [
    path("today", today.today, name="today"),
    path("lists", lists.lists, name="kept_lists"),
    path("lists/new", lists.list_new, name="list_new"),
    path(f"{_LIST}/change", lists.list_change, name="list_change"),
    path(f"{_LIST}/go", lists.list_go, name="list_go"),
    path(f"{_FILE}/flags", flags.flags, name="flags"),
    path(f"{_FILE}/flags/new", flags.flag_new, name="flag_new"),
    path(f"{_FILE}/flags/<uuid:flag_id>/resolve", flags.flag_resolve, name="flag_resolve"),
    path(f"{_FILE}/supervision", flags.supervision, name="supervision"),
    path(f"{_FILE}/supervision/held", flags.supervision_held, name="supervision_held"),
    path("together/<slug:together>", several.several, name="several"),
    path("caseload", caseload.caseload, name="caseload"),
    path("caseload/country", caseload.caseload_country, name="caseload_country"),
    path("caseload/<slug:behind>", caseload.caseload_behind, name="caseload_behind"),
]
