"""Recommendations on the screen: search, follow-up, import."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tutela.accounts.api import Permission as P
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, WrongState
from tutela.kernel.http import csv_answer, needs
from tutela.planning.api import Status
from tutela.registers import api as registers
from tutela.ui.forms import add_problems, answer_status

from ..actions import imports as importing
from ..actions.recommendations import set_status, set_target
from ..enums import ImportKind
from ..forms.recommendations import AnswerForm, ImportForm, SearchForm, StatusForm, TargetForm
from ..models import ImportBatch
from ..policies import follow_up
from ..presenters import recommendations as shown
from ..queries import imports
from ..queries import recommendations as queries

GET_POST = require_http_methods(["GET", "POST"])


def _asked(form: SearchForm) -> queries.Asked:
    said = form.cleaned_data if form.is_valid() else {}
    state = said.get("state")
    return queries.Asked(
        **{**{name: said.get(name) or "" for name in queries.Asked.__annotations__}, "state": state.code if state else ""}
    )


@needs(P.MONITORING_VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Search, with the pictures of progress below."""
    form = SearchForm(request.GET or {})
    asked = _asked(form)
    page = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 1
    query = request.GET.copy()
    query.pop("page", None)
    context = shown.listing(asked, max(1, min(page, 10_000)), today(), f"?{query.urlencode()}")
    whole = asked == queries.Asked(state=asked.state)  # whoever searches wants the list, not the pictures of everything
    context |= {
        "form": form,
        "progress": shown.progress(asked.state) if whole else [],
        "may_follow": follow_up.allows(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "monitoring/recommendations.html", context, status=answer_status(form))


@needs(P.MONITORING_VIEW)
@require_safe
def progress_csv(request: HttpRequest, by: str) -> HttpResponse:
    """How far, by source or theme, as CSV."""
    if by not in ("source", "themes"):
        raise NotHere
    rows = [
        [code, *counts.values()]
        for code, counts in queries.progress(by, request.GET.get("state", "").replace("\x00", "")).items()
    ]
    return csv_answer(registers.to_csv([by, *Status.values], rows), f"progress-{by}")


@needs(P.MONITORING_VIEW)
@require_safe
def one(request: HttpRequest, rec_id: uuid.UUID) -> HttpResponse:
    """One recommendation."""
    return _page(request, rec_id, {})


def _page(request: HttpRequest, rec_id: uuid.UUID, forms: dict[str, Any]) -> HttpResponse:
    found = queries.recommendation(rec_id)
    context = shown.page(found, today(), request.actor)  # type: ignore[attr-defined]
    status = StatusForm(initial={"status": found.status, "effect": found.effect, "on": today()})
    context |= {"status_form": status, "target_form": TargetForm()} | forms
    context["status_form"].fields["status"].choices = context["possible"]
    return render(request, "monitoring/recommendation.html", context, status=answer_status(*forms.values()))


@needs(P.RECOMMENDATION_KEEP)
@require_POST
def status(request: HttpRequest, rec_id: uuid.UUID) -> HttpResponse:
    """Say how far it is and what it changed."""
    return _did(request, rec_id, StatusForm(request.POST), "status_form", set_status)


@needs(P.RECOMMENDATION_KEEP)
@require_POST
def target(request: HttpRequest, rec_id: uuid.UUID) -> HttpResponse:
    """Set a date, or a later one beside the first."""
    return _did(request, rec_id, TargetForm(request.POST), "target_form", set_target)


def _did(request: HttpRequest, rec_id: uuid.UUID, form: Any, name: str, action: Any) -> HttpResponse:
    found = queries.recommendation(rec_id)
    if form.is_valid():
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                action(recommendation=found, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return redirect("monitoring_recommendation", rec_id)
        except (InvalidInput, WrongState) as error:
            add_problems(form, error)
    return _page(request, rec_id, {name: form})


@needs(P.RECOMMENDATION_KEEP)
@GET_POST
def new_import(request: HttpRequest) -> HttpResponse:
    """Paste a file; then its preview."""
    form = ImportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with acting_as(request.actor):  # type: ignore[attr-defined]
                batch = importing.preview_import(
                    kind=ImportKind(said["kind"]),
                    name=said["name"],
                    stream=form.stream(),
                    target=said["state"],
                    given=form.given(),
                    by=request.actor,  # type: ignore[attr-defined]
                )
            return redirect("monitoring_import", batch.pk)
        except InvalidInput as error:  # the file is what was pasted
            add_problems(
                form, InvalidInput({"text" if name == "file" else name: said for name, said in error.fields.items()})
            )
    context = {"form": form, "batches": ImportBatch.objects.select_related("by")[:20]}
    return render(request, "monitoring/import_new.html", context, status=answer_status(form))


@needs(P.RECOMMENDATION_KEEP)
@require_safe
def preview(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """The preview with its questions."""
    return render(request, "monitoring/import.html", shown.batch(imports.batch(batch_id), request.actor))  # type: ignore[attr-defined]


@needs(P.RECOMMENDATION_KEEP)
@require_POST
def answer(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """A word's meaning, a row left out, all words left out."""
    batch, form = imports.batch(batch_id), AnswerForm(request.POST)
    if request.POST.get("row"):
        importing.leave_out_row(row=imports.row(batch, request.POST["row"]), by=request.actor)  # type: ignore[attr-defined]
    elif request.POST.get("all"):
        importing.leave_out_terms(batch=batch, by=request.actor)  # type: ignore[attr-defined]
    elif form.is_valid():
        try:
            importing.answer_term(batch=batch, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except InvalidInput as error:
            messages.error(request, " ".join(error.fields["code"]))
    return redirect(reverse("monitoring_import", args=[batch_id]) + "#terms")


@needs(P.RECOMMENDATION_KEEP)
@require_POST
def finish(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
    """Import all of it, or drop it."""
    batch = imports.batch(batch_id)
    if request.POST.get("drop"):
        importing.drop_import(batch=batch, by=request.actor)  # type: ignore[attr-defined]
        messages.info(request, _("The import was dropped; nothing changed."))
        return redirect("monitoring_import_new")
    done = importing.apply_import(batch=batch, by=request.actor)  # type: ignore[attr-defined]
    said = _("%(made)s new, %(changed)s changed, %(same)s as before.")
    messages.success(request, said % {"made": done.made, "changed": done.changed, "same": done.same})
    return redirect("monitoring_recommendations")
