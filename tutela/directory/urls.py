"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import channels, staff

urlpatterns = [
    path("services", staff.services, name="service_points"),
    path("services/list.html", staff.take_along, name="services_list"),
    path("services/kept", staff.kept, name="services_kept"),
    path("services/kept/<uuid:point_id>", staff.confirm, name="service_confirm"),
    path("services/gaps", staff.gaps, name="service_gaps"),
    path("services/channels", channels.channels, name="report_channels"),
    path("services/channels/population", channels.population, name="report_population"),
    path("services/channels/<uuid:channel_id>/end", channels.end_channel, name="report_channel_end"),
]
