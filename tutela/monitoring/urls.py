"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import law, recommendations, registers, reports, screens

urlpatterns = [
    path("monitoring", screens.overview, name="monitoring"),
    path("monitoring/calendar.ics", screens.calendar, name="monitoring_calendar"),
    path("monitoring/treaties", law.treaty_page, name="monitoring_treaties"),
    path("monitoring/treaties/gaps.csv", law.gaps_csv, name="monitoring_gaps_csv"),
    path("monitoring/law", law.matrix, name="monitoring_law"),
    path("monitoring/law.csv", law.matrix_csv, name="monitoring_law_csv"),
    path("monitoring/law/<str:state>/<str:code>", law.question, name="monitoring_question"),
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
    path("monitoring/plans", screens.plans, name="monitoring_plans"),
    path("monitoring/plans/overlaps/<uuid:first_id>/<uuid:second_id>", screens.overlap, name="monitoring_overlap"),
    path("monitoring/plans/activities/<uuid:activity_id>/hand-over", screens.handing_over, name="monitoring_hand_over"),
    path("monitoring/people", screens.people, name="monitoring_people"),
    path("monitoring/indicators", screens.indicator_list, name="monitoring_indicators"),
    path("monitoring/indicators/<uuid:indicator_id>", screens.indicator, name="monitoring_indicator"),
    path("monitoring/estimates", screens.estimates, name="monitoring_estimates"),
    path("monitoring/reports", reports.listing, name="monitoring_reports"),
    path("monitoring/reports/<uuid:report_id>", reports.one, name="monitoring_report"),
    path("monitoring/reports/<uuid:report_id>/freeze", reports.freeze, name="monitoring_freeze"),
    path("monitoring/reports/versions/<uuid:version_id>/sign", reports.sign, name="monitoring_sign"),
    path("monitoring/reports/versions/<uuid:version_id>.<str:kind>", reports.download, name="monitoring_print"),
    path("monitoring/publish/<str:kind>", reports.publish, name="monitoring_publish"),
    path("monitoring/registers", registers.index, name="monitoring_registers"),
    path("monitoring/registers/<slug:slug>", registers.listing, name="monitoring_register"),
    path("monitoring/registers/<slug:slug>.csv", registers.download, name="monitoring_register_csv"),
    path("monitoring/registers/<slug:slug>/new", registers.new, name="monitoring_row_new"),
    path("monitoring/registers/<slug:slug>/import", registers.take_file, name="monitoring_register_import"),
    path("monitoring/registers/<slug:slug>/<uuid:row_id>", registers.one, name="monitoring_row"),
    path("monitoring/registers/<slug:slug>/<uuid:row_id>/change", registers.change, name="monitoring_row_change"),
]
