"""Addresses of this context on the staff site."""

from __future__ import annotations

from django.urls import path

from .views import inspections, notices, offline, policy, register

urlpatterns = [
    path("facilities", register.register, name="facilities"),
    path("facilities/new", register.enter, name="facility_new"),
    path("facilities/<uuid:facility_id>", register.facility, name="facility"),
    path("facilities/<uuid:facility_id>/change", register.change, name="facility_change"),
    path("facilities/<uuid:facility_id>/status", register.status, name="facility_status"),
    path("facilities/<uuid:facility_id>/address", register.address, name="facility_address"),
    path("facilities/<uuid:facility_id>/count", register.count, name="facility_count"),
    path("facilities/<uuid:facility_id>/staff", register.staff, name="facility_staff"),
    path("facilities/<uuid:facility_id>/staff/new", register.staff_member, name="facility_staff_new"),
    path("facilities/<uuid:facility_id>/staff/<uuid:staff_id>", register.staff_member, name="facility_staff_member"),
    path("facilities/<uuid:facility_id>/inspections/new", inspections.plan, name="inspection_new"),
    path("facilities/<uuid:facility_id>/measures/new", inspections.sanction, name="sanction_new"),
    path("facilities/<uuid:facility_id>/notices/new", notices.send, name="notice_new"),
    path("measures/<uuid:sanction_id>/end", inspections.lift, name="sanction_lift"),
    path("inspections", inspections.desk, name="inspections"),
    path("inspections/worker.js", offline.worker, name="inspection_worker"),
    path("inspections/offline", offline.offline, name="inspection_offline"),
    path("inspections/<uuid:inspection_id>/take-along", offline.take_along, name="inspection_take_along"),
    path("inspections/<uuid:inspection_id>/bring-in", offline.bring_in, name="inspection_bring_in"),
    path("inspections/interest", inspections.interest, name="interest_new"),
    path("inspections/<uuid:inspection_id>", inspections.inspection, name="inspection"),
    path("inspections/<uuid:inspection_id>/assign", inspections.assign, name="inspection_assign"),
    path("inspections/<uuid:inspection_id>/start", inspections.start, name="inspection_start"),
    path("inspections/<uuid:inspection_id>/cancel", inspections.cancel, name="inspection_cancel"),
    path("inspections/<uuid:inspection_id>/answers", inspections.answers, name="inspection_answers"),
    path("inspections/<uuid:inspection_id>/publish", inspections.publish, name="inspection_publish"),
    path("corrections/<uuid:correction_id>", inspections.claim, name="correction"),
    path("corrections/<uuid:correction_id>/verify", inspections.verify, name="correction_verify"),
    path("formal-care/<str:code>", policy.state, name="care_policy"),
    path("notices", notices.notices, name="notices"),
    path("notices/<uuid:notice_id>", notices.notice, name="notice"),
    path("notices/<uuid:notice_id>/receive", notices.receive, name="notice_receive"),
]
