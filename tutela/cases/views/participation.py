"""Screens of what the child said."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.http import needs

from ..actions import views_of_child
from ..api.words import view_facts
from ..forms.participation import ViewForm, WeighForm
from ..models import ChildView, PersonAround
from ..policies.file import work_on_file
from ..queries.files import part_of
from .sections import file_of, section_form

_WRITES = (P.FILE_WORK, P.FILE_OPEN)


@needs(*_WRITES)
def view_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """What the child said, and how the child was heard."""
    actor = request.actor  # type: ignore[attr-defined]
    file = file_of(request, file_id)
    work_on_file.require(actor, file)
    about = request.GET.get("about", "risk")
    form = ViewForm(
        request.POST or None, file=file, initial={"about": about, "language": ", ".join(file.child.languages)[:20]}
    )

    def act(_data: Mapping[str, Any]) -> object:
        view = views_of_child.record_view(file=file, by=actor, values=form.values())
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
        template="cases/participation/view.html",
        context={"unsafe": [person for person in PersonAround.objects.filter(file=file) if person.unsafe]},
    )


@needs(*_WRITES)
def view_weigh(request: HttpRequest, file_id: uuid.UUID, view_id: uuid.UUID) -> HttpResponse:
    """The weight given to the child's words, and what the child was told."""
    actor = request.actor  # type: ignore[attr-defined]
    file = file_of(request, file_id)
    work_on_file.require(actor, file)
    view = part_of(file, ChildView, view_id)
    initial = {"base_version": view.version, "weight": view.weight, "feedback": view.feedback}

    def act(data: Mapping[str, Any]) -> object:
        return views_of_child.weigh_view(view=view, by=actor, **data)

    audit.record(by=actor, action="view_read", subject=f"cases.view:{view.pk}", about=str(file.child_id))
    return section_form(
        request,
        file=file,
        form=WeighForm(request.POST or None, initial=initial),
        act=act,
        saved=_("Saved."),
        title=_("Weight and feedback"),
        template="cases/participation/weigh.html",
        context={"view": view, "facts": view_facts(view)},
    )
