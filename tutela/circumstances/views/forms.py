"""Screens of a country's forms: what is installed, installing a workbook, looking at one, withdrawing it."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tutela.accounts.api import Permission as P
from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import me, needs
from tutela.ui.forms import act_and_return, answer_status
from tutela.ui.forms.upload import takes

from ..actions import forms as acts
from ..forms.answers import UploadForm
from ..forms.upload import WorkbookInMemory
from ..models import Form
from ..models.reading import part_from
from ..presenters.forms import detail, rows


@needs(P.DIRECTORY_EDIT)
@takes(WorkbookInMemory)
def forms(request: HttpRequest) -> HttpResponse:
    """The forms that are installed, and a workbook to install."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["workbook"]
        try:
            made = acts.install_form(by=me(request), name=sent.name, content=sent.read(acts.LARGEST + 1))
        except InvalidInput as error:
            faults = [sentence for sentences in error.fields.values() for sentence in sentences]
            form.add_error("workbook", _("Nothing was installed. Put right what is listed and send the workbook again."))
        else:
            return HttpResponseRedirect(reverse("form", args=[made.pk]))
    context = {"form": form, "faults": faults, "rows": rows()}
    return render(request, "circumstances/forms.html", context, status=answer_status(form))


@needs(P.DIRECTORY_EDIT)
@require_http_methods(["GET", "HEAD"])
def form(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """One installed form: its sections and questions, in the reader's language."""
    found = get_object_or_404(Form, pk=form_id)
    return render(request, "circumstances/form.html", {"form_row": found, **detail(part_from(found.declared))})


@needs(P.DIRECTORY_EDIT)
@require_POST
def withdraw(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Offer it no longer."""
    found = get_object_or_404(Form, pk=form_id)
    return act_and_return(
        request,
        act=lambda: acts.withdraw_form(by=me(request), installed=found),
        saved=_("Withdrawn. What was filled in stays readable."),
        back=reverse("forms"),
    )
