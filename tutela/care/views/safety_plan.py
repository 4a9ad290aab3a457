"""Screens of the safety plan."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.cases.api import part_of, work_on_file
from tutela.kernel.http import me, needs

from ..actions import assess
from ..forms.planning import SafetyPlanForm
from ..models import SafetyPlan
from .parts import file_of, section_form, was_read

_WRITES = (P.FILE_WORK, P.FILE_OPEN)


@needs(*_WRITES)
def safety_plan_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Make or renew the safety plan; the newest one is where it starts from."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    last = SafetyPlan.objects.filter(file=file).last()
    initial = (
        {name: getattr(last, name) for name in ("safe_persons", "safe_places", "signals", "contact_rules")} if last else {}
    )

    def act(data: Mapping[str, Any]) -> object:
        return assess.make_safety_plan(file=file, by=me(request), values=data)

    return section_form(
        request,
        file=file,
        form=SafetyPlanForm(request.POST or None, initial=initial),
        act=act,
        saved=_("The safety plan is made."),
        title=_("Safety plan"),
        template="care/planning/safety_plan.html",
        context={"last": last},
    )


@needs(*_WRITES, P.FILE_VIEW)
def safety_plan_child(request: HttpRequest, file_id: uuid.UUID, safety_plan_id: uuid.UUID) -> HttpResponse:
    """The child's own version: large, plain, to print or to read aloud."""
    file = file_of(request, file_id)
    plan = part_of(file, SafetyPlan, safety_plan_id)
    was_read(request, file, f"care.safety_plan:{plan.pk}")
    return render(request, "care/planning/safety_plan_child.html", {"file": file, "plan": plan})
