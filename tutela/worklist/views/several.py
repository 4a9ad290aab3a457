"""The same step in several files: choose, look at it once more, see what became of each."""

from __future__ import annotations

import uuid
from typing import Any

from django.forms import ChoiceField, ModelChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from tutela.accounts.api import Permission as P
from tutela.audit import api as audit
from tutela.cases.api import CaseFile, visible_to
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me, needs
from tutela.ui.forms import add_problems, answer_status

from .. import presenters
from ..enums import AT_ONCE
from ..forms import GiveForm, Together
from ..forms import together as step_named
from ..queries.load import loads


@needs(P.FILE_ASSIGN)
def several(request: HttpRequest, together: str) -> HttpResponse:
    """One step in the files of the address: the form, then once more in words, then what became of each."""
    step = step_named(together)
    sent = request.POST if request.method == "POST" else request.GET
    files = _chosen(request, sent)
    form = _form(request, step, files)
    context: dict[str, Any] = {
        "step": step,
        "form": form,
        "files": [presenters.chosen_row(file) for file in files],
        "back": reverse("files"),
    }
    audit.record(by=me(request), action="several_looked_at", details={"files": len(files), "step": step.name})
    if not (files and form.is_bound and form.is_valid()):
        return render(request, "worklist/several.html", context, status=answer_status(form))
    if request.POST.get("sure") != "yes":
        context["typed"] = [(name, word) for name in form.fields for word in request.POST.getlist(name)]
        context["facts"] = [{"label": form.fields[name].label, "value": _said(form, name)} for name in form.fields]
        return render(request, "worklist/sure.html", context)
    try:
        found = step.act(files=[file.pk for file in files], by=me(request), values=form.cleaned_data)
    except InvalidInput as error:
        add_problems(form, error)
        return render(request, "worklist/several.html", context, status=answer_status(form))
    context["rows"] = [presenters.outcome_row(outcome) for outcome in sorted(found, key=lambda one: one.done)]
    context["done"] = sum(outcome.done for outcome in found)
    return render(request, "worklist/outcomes.html", context)


def _form(request: HttpRequest, step: Together, files: list[CaseFile]) -> Any:
    more = {"loads": loads(me(request), {file.office_id for file in files})} if step.form is GiveForm else {}
    return step.form(request.POST or None, **more)


def _chosen(request: HttpRequest, sent: QueryDict) -> list[CaseFile]:
    """The files that were ticked and that the actor sees; words that are no file's name are passed over."""
    keys = [key for word in sent.getlist("file")[: AT_ONCE * 2] if (key := _key(word))]
    found = visible_to(me(request)).filter(pk__in=keys).select_related("worker", "child")
    return list(found.order_by("number")[:AT_ONCE])


def _key(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(word)
    except ValueError:
        return None


def _said(form: Any, name: str) -> str:
    bound = form[name]
    value = form.cleaned_data[name]
    if isinstance(bound.field, ModelChoiceField):
        return str(bound.field.label_from_instance(value))
    if isinstance(bound.field, ChoiceField):
        return str(dict(bound.field.choices)[value])  # type: ignore[arg-type]
    return presenters.words.day(value) if hasattr(value, "isoformat") else str(value) or "–"
