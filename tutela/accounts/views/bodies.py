"""Bodies and their undertakings: which have signed, and recording a signature (R134)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tutela.directory.api import Organisation
from tutela.kernel.errors import InvalidInput, NotHere
from tutela.kernel.http import needs
from tutela.ui.forms import answer_status

from .. import api, presenters
from ..enums import Permission
from ..forms.accounts import posted, show_problems
from ..forms.bodies import BodyFilter, SignatureForm

_PAGE = 50


@needs(Permission.ACCOUNT_MANAGE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Bodies with accounts, those without an undertaking that runs first; any body by its name."""
    form = BodyFilter(request.GET or None)
    words = form.cleaned_data.get("words", "") if form.is_valid() else ""
    page = Paginator(api.bodies_list(words), _PAGE).get_page(request.GET.get("page"))
    rows = [{"body": body, "state": presenters.body_state(body.runs_until)} for body in page]  # type: ignore[attr-defined]
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "accounts/bodies.html", {"form": form, "page": page, "rows": rows, "query": query.urlencode()})


@needs(Permission.ACCOUNT_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, organisation_id: uuid.UUID) -> HttpResponse:
    """One body: what is signed, the text to sign, and recording a signature."""
    body = Organisation.objects.filter(pk=organisation_id).first()
    if body is None:
        raise NotHere
    text = api.undertaking_text(of=api.BODIES)
    form = SignatureForm(posted(request), initial={"edition": text.edition})
    if request.method == "POST" and form.is_valid():
        try:
            api.record_body_undertaking(organisation=body, **form.cleaned_data, by=request.actor)  # type: ignore[attr-defined]
        except InvalidInput as error:
            show_problems(form, error)
        else:
            messages.success(request, _("Recorded. Roles held for offices of this organisation open their work."))
            return redirect("body", body.pk)
    signed = api.undertakings_of(body.pk)
    context: dict[str, Any] = {"body": body, "text": text, "form": form, "signed": signed}
    context["tone"], context["state"] = presenters.body_state(signed[0].expires_at if signed else None)
    return render(request, "accounts/body.html", context, status=answer_status(form))
