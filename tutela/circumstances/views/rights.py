"""Screens of the rights that were violated and are restored."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tutela.accounts.api import Permission as P
from tutela.cases.api import CaseFile, part_of, read_file, words, work_on_file
from tutela.kernel.http import me, needs
from tutela.ui.forms import saving_form

from ..actions import rights as acts
from ..forms.rights import FollowRightForm, NameRightForm
from ..models import Restitution
from ..policies.rights import follow_right
from ..presenters.rights import changes, right_rows
from ..queries.rights import newest_reviews, rights_of
from .filling import file_of

_FORM = "cases/section_form.html"


@needs(P.FILE_WORK, P.FILE_VIEW)
@require_http_methods(["GET", "HEAD"])
def rights(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Each right that was violated, how far it is restored, what restores it and what the child says (R57)."""
    file = file_of(request, file_id)
    _was_read(request, file)
    works = work_on_file.allows(me(request), file)
    context = {
        "file": file,
        "rows": right_rows(rights_of(file.pk)),
        "change": changes(newest_reviews(file.pk)),
        "may_work": works,
    }
    return render(request, "circumstances/rights.html", context)


@needs(P.FILE_WORK)
def right_new(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Name a right that was violated."""
    file = file_of(request, file_id)
    work_on_file.require(me(request), file)
    if request.method != "POST":
        _was_read(request, file)
    return saving_form(
        request,
        form=NameRightForm(request.POST or None, file=file),
        act=lambda data: acts.name_right(file=file, by=me(request), values=data),
        template=_FORM,
        saved=_("Saved."),
        title=_("Name a right that was violated"),
        back=reverse("rights", args=[file.pk]),
        context={"file": file},
    )


@needs(P.FILE_WORK)
def right_follow(request: HttpRequest, file_id: uuid.UUID, right_id: uuid.UUID) -> HttpResponse:
    """Say how far it is restored."""
    file = file_of(request, file_id)
    row = part_of(file, Restitution, right_id, "plan_action")
    follow_right.require(me(request), row)
    if request.method != "POST":
        _was_read(request, file)
    known = {name: getattr(row, name) for name in sorted(acts.FOLLOWED)} | {"base_version": row.version}
    form = FollowRightForm(request.POST or None, file=file, initial=known)
    return saving_form(
        request,
        form=form,
        act=lambda data: acts.follow(
            row=row,
            by=me(request),
            base_version=data["base_version"],
            values={name: value for name, value in data.items() if name != "base_version"},
        ),
        template=_FORM,
        saved=_("Saved."),
        title=words.label("rights", row.right),
        back=reverse("rights", args=[file.pk]),
        context={"file": file},
    )


def _was_read(request: HttpRequest, file: CaseFile) -> None:
    read_file(file=file, by=me(request), what="rights_read")
