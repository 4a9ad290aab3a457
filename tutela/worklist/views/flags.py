"""Screens of flags and supervision."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, get_file, part_of, read_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return, saving_form

from .. import policies, presenters
from ..actions import flags as actions
from ..forms import FlagForm, ResolveForm, SupervisionForm
from ..models import Flag
from ..queries.flags import RELATED, flags_of, supervision_of

FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def flags(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The flags of a file, and the day of supervision."""
    file = get_file(me(request), file_id)
    _was_read(request, file)
    rows = list(flags_of(file))
    for flag in rows:
        flag.file = file
    context = {
        "file": file,
        "rows": [presenters.flag_row(me(request), flag) for flag in rows],
        "supervision": supervision_of(file),
        "may_flag": policies.raise_flag.allows(me(request), file),
        "may_supervise": policies.supervise.allows(me(request), file),
    }
    return render(request, "worklist/flags.html", context)


@needs(P.FILE_WORK, P.FILE_ASSIGN)
def flag_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Raise a flag."""
    file = get_file(me(request), file_id)
    policies.raise_flag.require(me(request), file)
    _was_read(request, file)
    return saving_form(
        request,
        form=FlagForm(request.POST or None),
        act=lambda data: actions.raise_flag(file=file, by=me(request), values=data),
        saved=_("The flag is raised."),
        title=_("Raise a flag"),
        template=FORM,
        back=reverse("flags", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK, P.FILE_ASSIGN)
def flag_resolve(request: HttpRequest, file_id: uuid.UUID, flag_id: uuid.UUID) -> HttpResponse:
    """Say what became of it."""
    file = get_file(me(request), file_id)
    flag = part_of(file, Flag, flag_id, *RELATED)
    policies.resolve_flag.require(me(request), flag)
    _was_read(request, file)

    def act(data: Any) -> object:
        values = {"word": data["word"]}
        return actions.resolve_flag(flag=flag, by=me(request), base_version=data["base_version"], values=values)

    return saving_form(
        request,
        form=ResolveForm(request.POST or None, initial={"base_version": flag.version}),
        act=act,
        saved=_("The flag is resolved."),
        title=_("Resolve the flag"),
        template="worklist/resolve.html",
        back=reverse("flags", args=[file.pk]),
        context={"file": file, "flag": presenters.flag_row(me(request), flag)},
    )


@needs(P.FILE_ASSIGN)
def supervision(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Set the day of supervision."""
    file = get_file(me(request), file_id)
    policies.supervise.require(me(request), file)
    _was_read(request, file)
    return saving_form(
        request,
        form=SupervisionForm(request.POST or None),
        act=lambda data: actions.set_supervision(file=file, by=me(request), values=data),
        saved=_("The day is set."),
        title=_("Set the day of supervision"),
        template=FORM,
        back=reverse("flags", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_ASSIGN)
@require_http_methods(["POST"])
def supervision_held(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Worker and supervisor have talked."""
    file = get_file(me(request), file_id)
    policies.supervise.require(me(request), file)
    return act_and_return(
        request,
        act=lambda: actions.hold_supervision(file=file, by=me(request)),
        saved=_("Noted."),
        back=reverse("flags", args=[file.pk]),
    )


def _was_read(request: HttpRequest, file: CaseFile) -> None:
    read_file(file=file, by=me(request), what="flags_read")
