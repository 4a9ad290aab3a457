"""Addresses of the planning screens."""

from __future__ import annotations

from django.urls import path

from ..views import planning_assessment as assessments
from ..views import planning_decide as decisions
from ..views import planning_plan as plans
from ..views import safety_plan

_FILE = "files/<uuid:file_id>"
_ASSESSMENT = f"{_FILE}/assessments/<uuid:assessment_id>"
_PLAN = f"{_FILE}/plans/<uuid:plan_id>"
_ACTION = f"{_FILE}/actions/<uuid:action_id>"

urlpatterns = [
    path(f"{_FILE}/safety-plans/new", safety_plan.safety_plan_new, name="safety_plan_new"),
    path(f"{_FILE}/safety-plans/<uuid:safety_plan_id>/child", safety_plan.safety_plan_child, name="safety_plan_child"),
    path(f"{_FILE}/assessments/new", assessments.assessment_new, name="assessment_new"),
    path(_ASSESSMENT, assessments.assessment, name="assessment"),
    path(f"{_ASSESSMENT}/edit", assessments.assessment_edit, name="assessment_edit"),
    path(f"{_ASSESSMENT}/links", assessments.assessment_link, name="assessment_link"),
    path(f"{_ASSESSMENT}/submit", assessments.assessment_submit, name="assessment_submit"),
    path(f"{_FILE}/plans/new", plans.plan_new, name="plan_new"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}/edit", plans.plan_edit, name="plan_edit"),
    path(f"{_PLAN}/tracks/<str:track>", plans.plan_track, name="plan_track"),
    path(f"{_PLAN}/tracks/<str:track>/actions/new", plans.plan_action_new, name="plan_action_new"),
    path(f"{_PLAN}/submit", plans.plan_submit, name="plan_submit"),
    path(f"{_PLAN}/child", plans.plan_child, name="plan_child"),
    path(f"{_ACTION}/done", plans.plan_action_done, name="plan_action_done"),
    path(f"{_ACTION}/drop", plans.plan_action_drop, name="plan_action_drop"),
    path("decide/<str:kind>/<uuid:pk>", decisions.decide, name="decide"),
    path("overrides/<uuid:pk>", decisions.override_decide, name="override_decide"),
]
