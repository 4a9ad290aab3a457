"""What every form of the file has in common: the file of the address, and the way back to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from tutela.ui.forms import saving_form

from ..actions.read_file import read_file
from ..api.words import file_url
from ..models import CaseFile
from ..queries.files import get_file


def file_of(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    """The file of the address, for the person of the request.

    Raises:
        NotHere: missing, or not for this person.
    """
    return get_file(request.actor, file_id)  # type: ignore[attr-defined]


def section_form(
    request: HttpRequest,
    *,
    file: CaseFile,
    form: BaseForm,
    act: Callable[[Mapping[str, Any]], object],
    saved: str,
    title: str,
    template: str = "cases/section_form.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A form that saves a part of this file and goes back to its page (:func:`tutela.ui.forms.saving_form`). It shows what the
    file holds, so that opening it is written down as reading."""
    if request.method != "POST":
        read_file(file=file, by=request.actor)  # type: ignore[attr-defined]
    shown = {"file": file, **(context or {})}
    return saving_form(
        request, form=form, act=act, template=template, saved=saved, title=title, back=file_url(file), context=shown
    )
