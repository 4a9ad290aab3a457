"""What every form of the file has in common: fetch, ask, show; on POST act, go back to the file; lose nothing typed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tutela.kernel.errors import InvalidInput, Refused, StaleVersion, WrongState
from tutela.ui.forms import add_problems, answer_status

from ..models import CaseFile
from ..queries.files import get_file


def file_of(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    """The file of the address, for the person of the request.

    Raises:
        NotHere: missing, or not for this person.
    """
    return get_file(request.actor, file_id)  # type: ignore[attr-defined]


def file_url(file: CaseFile, anchor: str = "") -> str:
    """The address of the file's page."""
    return reverse("file", args=[file.pk]) + (f"#{anchor}" if anchor else "")


def section_form(
    request: HttpRequest,
    *,
    file: CaseFile,
    form: BaseForm,
    act: Callable[[Mapping[str, Any]], object],
    template: str = "cases/section_form.html",
    saved: str,
    title: str,
    back: str = "",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show ``form``; when it is posted and valid, call ``act(cleaned_data)`` and go back to the file.

    A refusal, a wrong answer or a newer version comes back on the same form with everything typed; the newer version's
    values stand beside it (``newer``), and sending again saves over it knowingly.
    """
    newer: StaleVersion | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                act(form.cleaned_data)
        except (InvalidInput, Refused, WrongState) as error:
            add_problems(form, error)
        except StaleVersion as error:
            newer = error
            form.add_error(None, str(error))
            typed = request.POST.copy()
            typed["base_version"] = str(error.version)
            form.data = typed
        else:
            messages.success(request, saved)
            return HttpResponseRedirect(back or file_url(file))
    status = newer.status if newer else answer_status(form)
    shown = {
        "file": file,
        "form": form,
        "title": title,
        "back": back or file_url(file),
        "newer": _rows(form, newer) if newer else [],
        **(context or {}),
    }
    return render(request, template, shown, status=status)


def act_and_return(request: HttpRequest, *, act: Callable[[], object], saved: str, back: str) -> HttpResponse:
    """For buttons without a form: act, say so or say why not, and go back."""
    try:
        with transaction.atomic():
            act()
    except (InvalidInput, Refused, WrongState, StaleVersion) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, saved)
    return HttpResponseRedirect(back)


def _rows(form: BaseForm, newer: StaleVersion) -> list[dict[str, Any]]:
    """The fields that differ, as saved meanwhile and as typed here."""
    rows = []
    for name, submitted in newer.submitted.items():
        saved = newer.current.get(name)
        if saved != submitted:
            label = form.fields[name].label if name in form.fields else name
            rows.append({"label": label, "saved": saved, "typed": submitted})
    return rows
