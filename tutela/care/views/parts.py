"""What the screens of care share: the person and the file of the request, the way back, the record of a reading."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse

from tutela.audit import api as audit
from tutela.cases.api import CaseFile, get_file, read_file
from tutela.cases.api.words import file_url
from tutela.kernel.http import me
from tutela.ui.forms import making_form, saving_form

SECTION_FORM = "cases/section_form.html"


def file_of(request: HttpRequest, file_id: uuid.UUID) -> CaseFile:
    """The file of the address, for the person of the request.

    Raises:
        NotHere: missing, or not for this person.
    """
    return get_file(me(request), file_id)


def was_read(request: HttpRequest, file: CaseFile, subject: str) -> None:
    """Write down that a sensitive part was read; ``subject`` as in ``care.plan:ID``."""
    kind = subject.partition(":")[0].partition(".")[2]
    audit.record(by=me(request), action=f"{kind}_read", subject=subject, about=str(file.child_id))


def form_was_opened(request: HttpRequest, file: CaseFile) -> None:
    """Opening a form that shows what the file holds is written down as reading."""
    if request.method != "POST":
        read_file(file=file, by=me(request))


def section_form(
    request: HttpRequest, *, file: CaseFile, back: str = "", template: str = SECTION_FORM, **shown: Any
) -> HttpResponse:
    """A form that saves a part of this file and goes back to its page (:func:`tutela.ui.forms.saving_form`)."""
    form_was_opened(request, file)
    shown["context"] = {"file": file, **(shown.get("context") or {})}
    return saving_form(request, back=back or file_url(file), template=template, **shown)


def new_section_form(request: HttpRequest, *, file: CaseFile, template: str, **shown: Any) -> HttpResponse:
    """A form that makes a part of this file and goes on to it (:func:`tutela.ui.forms.making_form`)."""
    form_was_opened(request, file)
    shown["context"] = {"file": file, **(shown.get("context") or {})}
    return making_form(request, back=file_url(file), template=template, **shown)
