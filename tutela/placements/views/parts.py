"""What the screens of placement share: the person and the file of the request, a form in the file, the record of a reading."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from tutela.cases.api import CaseFile, get_file, read_file
from tutela.kernel.http import me
from tutela.ui.forms import saving_form

from ..models import FamilySupport, Placement

SECTION_FORM = "cases/section_form.html"


def file_of(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    """The file of the address, for the person of the request.

    Raises:
        NotHere: missing, or not for this person.
    """
    return get_file(me(request), file_id)


def was_read(request: HttpRequest, file: CaseFile, part: Placement | FamilySupport | None = None) -> None:
    """Write down that a placement or a support was read, or the list of them."""
    what = "support_read" if isinstance(part, FamilySupport) else "placement_read"
    read_file(file=file, by=me(request), what=what, part=part)


def section_form(request: HttpRequest, *, file: CaseFile, template: str = SECTION_FORM, **shown: Any) -> HttpResponse:
    """A form that saves a part of this file (:func:`tutela.ui.forms.saving_form`); opening it is written down as reading."""
    if request.method != "POST":
        read_file(file=file, by=me(request))
    shown["context"] = {"file": file, **(shown.get("context") or {})}
    return saving_form(request, template=template, **shown)
