"""Finding a child, emergency access, and deciding who is responsible."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.accounts import api as accounts
from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.kernel.errors import InvalidInput, NotHere, Refused
from tutela.kernel.http import needs
from tutela.ui.forms import add_problems, answer_status

from ..actions import assign_file, break_glass
from ..api.rows import file_row
from ..forms import registration as forms
from ..models import FileAccess
from ..policies.access import review_access
from ..policies.file import assign_file as may_assign
from ..queries.search import possible_match, search
from ..queries.training import untrained, wanted_skill
from .sections import file_of, section_form


@needs(P.FILE_SEARCH)
def find(request: HttpRequest) -> HttpResponse:
    """Find a child among one's own files; elsewhere only that there may be one (R25). Posted, so that no name is in a URL."""
    actor = request.actor  # type: ignore[attr-defined]
    form = forms.SearchForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "searched": False}
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        matches = search(actor, words)
        rows = [file_row(match.file) | {"likeness": round(match.likeness * 100)} for match in matches]
        context |= {"searched": True, "rows": rows, "elsewhere": not rows and possible_match(words)}
        audit.record(by=actor, action="child_searched", details={"found": len(rows)})
    return render(request, "cases/registration/find.html", context, status=answer_status(form))


@needs(P.FILE_BREAK_GLASS)
def glass(request: HttpRequest) -> HttpResponse:
    """Emergency access by file number."""
    actor = request.actor  # type: ignore[attr-defined]
    form = forms.BreakGlassForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            access = break_glass.break_glass(by=actor, **form.cleaned_data)
        except (InvalidInput, Refused) as error:
            add_problems(form, error)
        except NotHere:
            form.add_error("number", _("There is no file with this number. Check it with whoever gave it to you."))
        else:
            messages.warning(request, _("The file is open to you for a limited time. A supervisor is told and reviews it."))
            return HttpResponseRedirect(reverse("file", args=[access.file_id]))
    return render(request, "cases/registration/break_glass.html", {"form": form}, status=answer_status(form))


@needs(P.FILE_APPROVE, P.AUDIT_VIEW)
def access_review(request: HttpRequest, access_id: uuid.UUID) -> HttpResponse:
    """Was an emergency access justified?"""
    actor = request.actor  # type: ignore[attr-defined]
    access = get_object_or_404(FileAccess.objects.select_related("user", "office"), pk=access_id)
    review_access.require(actor, access)
    audit.record(by=actor, action="access_read", subject=f"cases.access:{access.pk}", about=str(access.file_id))
    form = forms.AccessReviewForm(request.POST or None)
    if form.is_bound and form.is_valid():
        break_glass.review_access(access=access, by=actor, justified=form.cleaned_data["justified"] == "yes")
        messages.success(request, _("Noted."))
        return HttpResponseRedirect(reverse("start"))
    return render(
        request, "cases/registration/access_review.html", {"form": form, "access": access}, status=answer_status(form)
    )


@needs(P.FILE_ASSIGN)
def assign(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Make somebody responsible."""
    file = file_of(request, file_id)
    may_assign.require(request.actor, file)  # type: ignore[attr-defined]
    workers = [user for user in accounts.users_with(P.FILE_WORK, file.office_id) if user.pk != file.worker_id]
    lacking = untrained([user.pk for user in workers])

    def act(data: Mapping[str, Any]) -> object:
        found = assign_file.assign_file(file=file, by=request.actor, **data)  # type: ignore[attr-defined]
        if data["worker"].pk in lacking:
            said = _("%(name)s has no valid training: %(skill)s. Let somebody who has it go along.")
            messages.warning(request, said % {"name": data["worker"].full_name, "skill": wanted_skill()})
        return found

    form = forms.AssignForm(request.POST or None, workers=workers, untrained=lacking, skill=wanted_skill())
    return section_form(request, file=file, form=form, act=act, saved=_("Assigned."), title=_("Assign a worker"))
