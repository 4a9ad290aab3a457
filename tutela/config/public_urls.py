"""Addresses of the public site: nothing of a file can be reached from here."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tutela.intake.public_urls")),
    path("", include("tutela.directory.public_urls")),
    path("", include("tutela.monitoring.public_urls")),
    path("", include("tutela.statistics.public_urls")),
]
handler400 = "tutela.config.error_views.bad_request"
handler403 = "tutela.config.error_views.forbidden"
handler404 = "tutela.config.error_views.not_found"
handler500 = "tutela.config.error_views.server_error"
