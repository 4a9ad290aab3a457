"""Addresses of the placement screens."""

from __future__ import annotations

from django.urls import path

from .views import figures, support
from .views import pages as views

_FILE = "files/<uuid:file_id>/placements"
_ONE = f"{_FILE}/<uuid:placement_id>"
_SUPPORTS = "files/<uuid:file_id>/support"
_SUPPORT = f"{_SUPPORTS}/<uuid:support_id>"

urlpatterns = [
    path("formal-care", figures.formal_care, name="formal_care"),
    path("formal-care.csv", figures.formal_care_file, name="formal_care_file"),
    path("places", views.places, name="places"),
    path(_FILE, views.placements, name="placements"),
    path(f"{_FILE}/new", views.placement_new, name="placement_new"),
    path(_ONE, views.placement, name="placement"),
    path(f"{_ONE}/edit", views.placement_edit, name="placement_edit"),
    path(f"{_ONE}/submit", views.placement_submit, name="placement_submit"),
    path(f"{_ONE}/gate", views.placement_gate, name="placement_gate"),
    path(f"{_ONE}/decide", views.placement_decide, name="placement_decide"),
    path(f"{_ONE}/review", views.placement_follow, {"what": "review"}, name="placement_review"),
    path(f"{_ONE}/way-on", views.placement_follow, {"what": "way-on"}, name="placement_way_on"),
    path(f"{_ONE}/end", views.placement_follow, {"what": "end"}, name="placement_end"),
    path(_SUPPORTS, support.supports, name="supports"),
    path(f"{_SUPPORTS}/new", support.support_new, name="support_new"),
    path(_SUPPORT, support.support, name="support"),
    path(f"{_SUPPORT}/edit", support.support_edit, name="support_edit"),
    path(f"{_SUPPORT}/withdraw", support.support_withdraw, name="support_withdraw"),
    *(
        path(f"{_SUPPORT}/{what}", support.support_step, {"what": what}, name=f"support_{what}")
        for what in ("apply", "grant", "refuse", "pay", "effect")
    ),
]
