"""Addresses of this context on the staff site, beneath those of monitoring."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("monitoring/plans", views.plans, name="planning"),
    path("monitoring/plans/overlaps/<uuid:first_id>/<uuid:second_id>", views.overlap, name="planning_overlap"),
    path("monitoring/plans/activities/<uuid:activity_id>/hand-over", views.handing_over, name="planning_hand_over"),
    path("monitoring/plans/shocks", views.shocks, name="planning_shocks"),
    path("monitoring/people/open-files", views.open_files, name="planning_open_files"),
    path("monitoring/people", views.people, name="planning_people"),
]
