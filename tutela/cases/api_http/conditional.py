"""Conditional writes: ``ETag`` is the version, ``If-Match`` says which one the writer saw."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import TutelaError

_FORM = re.compile(r'^"(\d+)"$')


class PreconditionRequired(TutelaError):
    """A write without ``If-Match`` could undo somebody's work."""

    status = 428
    code = "precondition_required"


def seen_version(request: HttpRequest) -> int:
    """The version the writer saw.

    Raises:
        PreconditionRequired: no ``If-Match``, or not one of ours.
    """
    match = _FORM.match(request.headers.get("If-Match", ""))
    if not match:
        raise PreconditionRequired(
            _("Send the version you saw as If-Match, for example If-Match: \"3\"; it is the ETag of the last answer.")
        )
    return int(match.group(1))


def tag(response: HttpResponse, version: int) -> None:
    """Put the version on the answer."""
    response["ETag"] = f'"{version}"'
