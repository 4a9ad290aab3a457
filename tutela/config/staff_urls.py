"""Addresses of the staff site."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from tutela.kernel.http import open_to_everyone

from .api import api

urlpatterns = [
    path("", open_to_everyone(RedirectView.as_view(pattern_name="start", permanent=False)), name="home"),
    path("language", set_language, name="set_language"),
    path("api/", api.urls),
    path("", include("tutela.config.start_urls")),
    path("", include("tutela.ui.urls")),
    path("", include("tutela.vocabulary.urls")),
    path("", include("tutela.audit.urls")),
    path("", include("tutela.directory.urls")),
    path("", include("tutela.accounts.urls")),
    path("", include("tutela.facilities.urls")),
    path("", include("tutela.intake.urls")),
    path("", include("tutela.cases.urls")),
    path("", include("tutela.care.urls")),
    path("", include("tutela.placements.urls")),
    path("", include("tutela.justice.urls")),
    path("", include("tutela.decisions.urls")),
    path("", include("tutela.coordination.urls")),
    path("", include("tutela.documents.urls")),
    path("", include("tutela.thresholds.urls")),
    path("", include("tutela.signatures.urls")),
    path("", include("tutela.treatment.urls")),
    path("", include("tutela.community.urls")),
    path("", include("tutela.transfers.urls")),
    path("", include("tutela.reintegration.urls")),
    path("", include("tutela.exports.urls")),
    path("", include("tutela.configuration.urls")),
    path("", include("tutela.retention.urls")),
    path("", include("tutela.merging.urls")),
    path("", include("tutela.participation.urls")),
    path("", include("tutela.circumstances.urls")),
    path("", include("tutela.exchange.urls")),
    path("", include("tutela.worklist.urls")),
    path("", include("tutela.statistics.urls")),
    path("", include("tutela.estimates.urls")),
    path("", include("tutela.registers.urls")),
    path("", include("tutela.planning.urls")),
    path("", include("tutela.agreements.urls")),
    path("", include("tutela.webhooks.urls")),
    path("", include("tutela.monitoring.urls")),
]
handler400 = "tutela.config.error_views.bad_request"
handler403 = "tutela.config.error_views.forbidden"
handler404 = "tutela.config.error_views.not_found"
handler500 = "tutela.config.error_views.server_error"
