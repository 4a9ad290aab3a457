"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import law, recommendations, reports, screens

urlpatterns = [
    path("monitoring", screens.overview, name="monitoring"),
    path("monitoring/calendar.ics", screens.calendar, name="monitoring_calendar"),
    path("monitoring/treaties", law.treaty_page, name="monitoring_treaties"),
    path("monitoring/treaties/gaps.csv", law.gaps_csv, name="monitoring_gaps_csv"),
    path("monitoring/law", law.matrix, name="monitoring_law"),
    path("monitoring/law.csv", law.matrix_csv, name="monitoring_law_csv"),
    path("monitoring/law/<str:state>/<str:question>", law.question, name="monitoring_question"),
    path("monitoring/law/findings/<uuid:finding_id>/review", law.review, name="monitoring_review"),
    path("monitoring/recommendations", recommendations.listing, name="monitoring_recommendations"),
    path("monitoring/recommendations/progress/<str:by>.csv", recommendations.progress_csv, name="monitoring_progress_csv"),
    path("monitoring/recommendations/<uuid:rec_id>", recommendations.one, name="monitoring_recommendation"),
    path("monitoring/recommendations/<uuid:rec_id>/status", recommendations.status, name="monitoring_status"),
    path("monitoring/recommendations/<uuid:rec_id>/target", recommendations.target, name="monitoring_target"),
    path("monitoring/imports", recommendations.new_import, name="monitoring_import_new"),
    path("monitoring/imports/<uuid:batch_id>", recommendations.preview, name="monitoring_import"),
    path("monitoring/imports/<uuid:batch_id>/answer", recommendations.answer, name="monitoring_import_answer"),
    path("monitoring/imports/<uuid:batch_id>/finish", recommendations.finish, name="monitoring_import_finish"),
    path("monitoring/indicators", screens.indicator_list, name="monitoring_indicators"),
    path("monitoring/indicators/<uuid:indicator_id>", screens.indicator, name="monitoring_indicator"),
    path("monitoring/indicators/<uuid:indicator_id>/take", screens.take, name="monitoring_take"),
    path("monitoring/reports", reports.listing, name="monitoring_reports"),
    path("monitoring/reports/<uuid:state_report_id>", reports.one, name="monitoring_report"),
    path("monitoring/reports/<uuid:state_report_id>/freeze", reports.freeze, name="monitoring_freeze"),
    path("monitoring/reports/versions/<uuid:version_id>/sign", reports.sign, name="monitoring_sign"),
    path("monitoring/reports/versions/<uuid:version_id>.<str:form>", reports.download, name="monitoring_print"),
    path("monitoring/publish/<str:page>", reports.publish, name="monitoring_publish"),
]
