"""Screens of the plan: its frame, five tracks, actions, the child's page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.accounts import api as accounts
from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, part_of, work_on_file
from tutela.kernel.errors import NotHere, Refused, StaleVersion, WrongState
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return

from ..actions import plans
from ..enums.planning import Track
from ..forms.planning import ActionDoneForm, ActionForm, PlanForm, TrackForm
from ..models import Plan, PlanAction
from ..policies.planning import change_action, edit_draft
from ..presenters.planning_assessment import differing
from ..presenters.planning_plan import child_page, plan_page
from .parts import file_of, new_section_form, section_form, was_read

_WRITES = (P.FILE_WORK, P.FILE_OPEN)
_TEMPLATE = "care/planning/plan_form.html"


def _url(plan: Plan, track: str = "") -> str:
    return reverse("plan", args=[plan.file_id, plan.pk]) + (f"#{track}" if track else "")


def _track(code: str) -> Track:
    if code not in Track.values:
        raise NotHere()
    return Track(code)


@needs(*_WRITES)
def plan_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Begin a plan; its five tracks are decided on the next screen."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    form = PlanForm(request.POST or None, file=file)

    def make(_data: Mapping[str, Any]) -> Plan:
        return plans.start_plan(file=file, by=me(request), values=form.values())

    return new_section_form(
        request,
        file=file,
        form=form,
        make=make,
        go=_url,
        saved=_("Saved as a draft. Now decide each track."),
        title=_("Plan"),
        template=_TEMPLATE,
    )


@needs(*_WRITES)
def plan_edit(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """Change the frame of a draft."""
    file = file_of(request, file_id)
    found = part_of(file, Plan, plan_id, "view")
    edit_draft.require(me(request), found)
    form = PlanForm(request.POST or None, file=file, plan=found)

    def act(data: Mapping[str, Any]) -> object:
        try:
            return plans.revise_plan(
                plan=found, by=me(request), base_version=data["base_version"] or 0, values=form.values()
            )
        except StaleVersion as error:
            raise differing(error) from error

    was_read(request, file, f"care.plan:{found.pk}")
    return section_form(
        request, file=file, form=form, act=act, saved=_("Saved."), title=_("Plan"), template=_TEMPLATE, back=_url(found)
    )


@needs(*_WRITES, P.FILE_VIEW)
def plan(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """The five tracks on one screen."""
    file = file_of(request, file_id)
    found = part_of(file, Plan, plan_id, "view", "created_by", "decided_by")
    was_read(request, file, f"care.plan:{found.pk}")
    return _page(request, found)


@needs(*_WRITES)
def plan_track(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, track: str) -> HttpResponse:
    """Say of one track that it is planned, or not needed and why."""
    file = file_of(request, file_id)
    part = _track(track)
    found = part_of(file, Plan, plan_id)
    edit_draft.require(me(request), found)
    row = found.tracks.get(track=track)

    def act(data: Mapping[str, Any]) -> object:
        return plans.decide_track(plan=found, by=me(request), track=track, **data)

    form = TrackForm(request.POST or None, initial={"decision": row.decision, "reason": row.reason})
    title = _("Track: %(track)s") % {"track": part.label}
    return section_form(request, file=file, form=form, act=act, saved=_("Saved."), title=title, back=_url(found, track))


@needs(*_WRITES)
def plan_action_new(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID, track: str) -> HttpResponse:
    """Add an action to a track."""
    file = file_of(request, file_id)
    part = _track(track)
    found = part_of(file, Plan, plan_id)
    edit_draft.require(me(request), found)
    form = ActionForm(request.POST or None, file=file, track=track, people=_people(file))

    def act(_data: Mapping[str, Any]) -> object:
        return plans.add_action(plan=found, by=me(request), track=track, **form.values())

    title = _("Add an action: %(track)s") % {"track": part.label}
    return section_form(request, file=file, form=form, act=act, saved=_("Added."), title=title, back=_url(found, track))


@needs(*_WRITES)
def plan_action_done(request: HttpRequest, file_id: uuid.UUID, action_id: uuid.UUID) -> HttpResponse:
    """Note what came of an action."""
    file = file_of(request, file_id)
    found = part_of(file, PlanAction, action_id, "plan")
    change_action.require(me(request), found)

    def act(data: Mapping[str, Any]) -> object:
        return plans.finish_action(action=found, by=me(request), result=data["result"], done=data["done"] == "yes")

    return section_form(
        request,
        file=file,
        form=ActionDoneForm(request.POST or None),
        act=act,
        saved=_("Noted."),
        title=_("What came of it"),
        back=_url(found.plan, found.track),
        template="care/planning/action_done.html",
        context={"action": found},
    )


@needs(*_WRITES)
@require_POST
def plan_action_drop(request: HttpRequest, file_id: uuid.UUID, action_id: uuid.UUID) -> HttpResponse:
    """Take an action out of a draft."""
    file = file_of(request, file_id)
    found = part_of(file, PlanAction, action_id, "plan")
    found.plan.file = file
    return act_and_return(
        request,
        act=lambda: plans.drop_action(action=found, by=me(request)),
        saved=_("Taken out."),
        back=_url(found.plan, found.track),
    )


@needs(*_WRITES)
@require_POST
def plan_submit(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """Send to the supervisor, or say in words what is missing."""
    file = file_of(request, file_id)
    found = part_of(file, Plan, plan_id, "view", "created_by", "decided_by")
    try:
        with transaction.atomic():
            plans.submit_plan_for_approval(plan=found, by=me(request))
    except (Refused, WrongState) as error:
        return _page(request, found, problem=str(error), status=422)
    messages.success(request, _("Sent. The supervisor decides within two days."))
    return HttpResponseRedirect(_url(found))


@needs(*_WRITES, P.FILE_VIEW)
def plan_child(request: HttpRequest, file_id: uuid.UUID, plan_id: uuid.UUID) -> HttpResponse:
    """The child's page: large, plain, to print or to read aloud (R67)."""
    file = file_of(request, file_id)
    found = part_of(file, Plan, plan_id)
    was_read(request, file, f"care.plan:{found.pk}")
    return render(request, "care/planning/plan_child.html", {"file": file, "plan": found, "page": child_page(found)})


def _people(file: CaseFile) -> list[accounts.User]:
    """Who can see to an action: the workers of the file's office, and whoever is responsible."""
    found = list(accounts.users_with(P.FILE_WORK, file.office_id))
    return [*found, file.worker] if file.worker is not None and file.worker not in found else found


def _page(request: HttpRequest, found: Plan, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"file": found.file, "plan": found, "page": plan_page(me(request), found), "problem": problem}
    return render(request, "care/planning/plan.html", context, status=status)
