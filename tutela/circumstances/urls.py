"""Addresses of the screens of circumstances."""

from __future__ import annotations

from django.urls import path

from .views import forms, medical, rights
from .views import parts as views

_PARTS = "files/<uuid:file_id>/parts"
_PART = f"{_PARTS}/<slug:part_code>"
_NEED = "files/<uuid:file_id>/needs/<uuid:need_id>"
_MEDICAL = "medical/<uuid:referral_id>"

urlpatterns = [
    path(_PARTS, views.parts, name="parts"),
    path("files/<uuid:file_id>/adjustments", views.sheet, name="adjustments_sheet"),
    path(f"{_PARTS}/revisions/<uuid:revision_id>", views.revision, name="part_revision"),
    path(f"{_PART}.csv", views.part_file, name="part_file"),
    path(_PART, views.part, name="part"),
    path(f"{_PART}/print", views.part_print, name="part_print"),
    path(f"{_PART}/tasks/<slug:task>", views.task_done, name="part_task"),
    path(f"{_PART}/<slug:section>", views.section, name="part_section"),
    path(f"{_NEED}/plan", views.need_plan, name="need_plan"),
    path(f"{_NEED}/explain", views.need_explain, name="need_explain"),
    path("files/<uuid:file_id>/rights", rights.rights, name="rights"),
    path("files/<uuid:file_id>/rights/new", rights.right_new, name="right_new"),
    path("files/<uuid:file_id>/rights/<uuid:right_id>", rights.right_follow, name="right_follow"),
    path("medical", medical.children, name="medical"),
    path(f"{_MEDICAL}/<slug:medical_code>", medical.part, name="medical_part"),
    path(f"{_MEDICAL}/<slug:medical_code>/<slug:medical_section>", medical.section, name="medical_section"),
    path("country-forms", forms.forms, name="forms"),
    path("country-forms/<uuid:form_id>", forms.form, name="form"),
    path("country-forms/<uuid:form_id>/withdraw", forms.withdraw, name="form_withdraw"),
]
