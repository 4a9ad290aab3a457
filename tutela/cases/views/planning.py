"""Screens of the child's views and of the safety plan."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.kernel.http import needs

from ..actions import assess, views_of_child
from ..forms.planning import SafetyPlanForm, ViewForm, WeighForm
from ..models import ChildView, PersonAround, SafetyPlan
from ..policies.file import work_on_file
from ..presenters.planning import view_facts
from .planning_parts import me, part_of, was_read
from .sections import file_of, section_form

_WRITES = (P.FILE_WORK, P.FILE_OPEN)


@needs(*_WRITES)
def view_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What the child said, and how the child was heard."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    about = request.GET.get("about", "risk")
    form = ViewForm(
        request.POST or None, file=file, initial={"about": about, "language": ", ".join(file.child.languages)[:20]}
    )

    def act(_data: Mapping[str, Any]) -> object:
        view = views_of_child.record_view(file=file, by=me(request), values=form.values())
        if not view.free:
            messages.warning(
                request,
                _("Kept, and marked as not free: a person marked unsafe was present. Try to hear the child again alone."),
            )
        return view

    return section_form(
        request,
        file=file,
        form=form,
        act=act,
        saved=_("The child's words are recorded."),
        title=_("What the child said"),
        template="cases/planning/view.html",
        context={"unsafe": [person for person in PersonAround.objects.filter(file=file) if person.unsafe]},
    )


@needs(*_WRITES)
def view_weigh(request: HttpRequest, file_id: uuid.UUID, view_id: uuid.UUID) -> HttpResponse:
    """The weight given to the child's words, and what the child was told."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    view = part_of(file, ChildView, view_id)
    initial = {"base_version": view.version, "weight": view.weight, "feedback": view.feedback}

    def act(data: Mapping[str, Any]) -> object:
        return views_of_child.weigh_view(view=view, by=me(request), **data)

    was_read(request, file, "view", view.pk)
    return section_form(
        request,
        file=file,
        form=WeighForm(request.POST or None, initial=initial),
        act=act,
        saved=_("Saved."),
        title=_("Weight and feedback"),
        template="cases/planning/weigh.html",
        context={"view": view, "facts": view_facts(view)},
    )


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
        template="cases/planning/safety_plan.html",
        context={"last": last},
    )


@needs(*_WRITES, P.FILE_VIEW)
def safety_plan_child(request: HttpRequest, file_id: uuid.UUID, safety_plan_id: uuid.UUID) -> HttpResponse:
    """The child's own version: large, plain, to print or to read aloud."""
    file = file_of(request, file_id)
    plan = part_of(file, SafetyPlan, safety_plan_id)
    was_read(request, file, "safety_plan", plan.pk)
    return render(request, "cases/planning/safety_plan_child.html", {"file": file, "plan": plan})
