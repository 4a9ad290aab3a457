"""Conditional writes: ``ETag`` is the version, ``If-Match`` says which one the writer saw."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tutela.kernel.errors import TutelaError

from ..actions.sections import hold

_FORM = re.compile(r'^"(\d+)"$')
CONDITIONAL: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
            "description": "The version that was seen: the ETag of an answer, or its `version` in quotation marks.",
        }
    ]
}
"""What the description of a conditional operation says of its header."""


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
            _('Send the version you saw as If-Match, for example If-Match: "3"; it is the ETag of the last answer.')
        )
    return int(match.group(1))


def require_seen(request: HttpRequest, row: Any, submitted: Mapping[str, Any]) -> None:
    """Hold ``row`` (assessment, plan, referral) until the answer, and go on only if the writer saw it as it is.

    Raises:
        PreconditionRequired: no ``If-Match``.
        StaleVersion: it has another version now; carries its state and what was asked for.
    """
    hold(row=row, by=request.actor, base_version=seen_version(request), submitted=submitted)  # type: ignore[attr-defined]


def tag(response: HttpResponse, version: int) -> None:
    """Put the version on the answer."""
    response["ETag"] = f'"{version}"'
