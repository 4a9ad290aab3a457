"""What the screens of placement share: the person and the file of the request, a form in the file, the record of a reading."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file
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
    subject = f"placements.{part._meta.model_name}:{part.pk}" if part else f"cases.file:{file.pk}"
    action = "support_read" if isinstance(part, FamilySupport) else "placement_read"
    audit.record(by=me(request), action=action, subject=subject, about=str(file.child_id))


def section_form(request: HttpRequest, *, file: CaseFile, template: str = SECTION_FORM, **shown: Any) -> HttpResponse:
    """A form that saves a part of this file (:func:`tutela.ui.forms.saving_form`); opening it is written down as reading."""
    if request.method != "POST":
        audit.record(by=me(request), action="file_read", subject=f"cases.file:{file.pk}", about=str(file.child_id))
    shown["context"] = {"file": file, **(shown.get("context") or {})}
    return saving_form(request, template=template, **shown)
