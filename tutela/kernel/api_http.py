"""What every HTTP API shares: the shape of an error, and conditional writes (``ETag``: the version; ``If-Match``: the one seen)."""

from __future__ import annotations

import inspect
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from .errors import NotHere, StaleVersion, TutelaError

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


class ErrorOut(Schema):
    """An expected error: a stable code, a sentence, and for wrong input the fields."""

    code: str
    message: str
    fields: dict[str, list[str]] | None = None
    current: dict[str, Any] | None = None
    submitted: dict[str, Any] | None = None
    version: int | None = None


ERRORS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 409, 412, 422, 428), ErrorOut)
"""What an operation may answer besides its own result."""


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


@transaction.atomic
def hold(row: Any, base_version: int, submitted: Mapping[str, Any]) -> None:
    """Lock a versioned row whose state is about to change, if it is still the version the writer saw.

    Raises:
        NotHere: it is out of the writer's sight by now.
        StaleVersion: somebody saved meanwhile; carries the state it has and what was asked for.
    """
    held = type(row)._base_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        raise NotHere()
    if held.version != base_version:
        raise StaleVersion(current={"state": held.state}, submitted=dict(submitted), version=held.version)


def require_seen(request: HttpRequest, row: Any, submitted: Mapping[str, Any]) -> None:
    """Hold ``row`` (assessment, plan, referral) until the answer, and go on only if the writer saw it as it is.

    Raises:
        PreconditionRequired: no ``If-Match``.
        StaleVersion: it has another version now; carries its state and what was asked for.
    """
    hold(row, seen_version(request), submitted)


def tag(response: HttpResponse, version: int) -> None:
    """Put the version on the answer."""
    response["ETag"] = f'"{version}"'


def mount_step(
    router: Router,
    path: str,
    operation: Callable[..., Any],
    *,
    act: Callable[..., Any],
    body: type[Schema],
    shape: type[Schema],
    operation_id: str,
) -> None:
    """Offer one step of a record: ``operation`` takes ``request``, ``response``, ``body`` and the ids of the path by their names,
    calls ``act``, whose first sentence describes it, and answers with ``shape``. The version that was seen is asked for."""
    ids = [name for name in inspect.signature(operation).parameters if name not in ("request", "response", "body")]
    operation.__doc__ = (act.__doc__ or "").partition("\n\n")[0]
    operation.__annotations__ = {
        "request": HttpRequest,
        "response": HttpResponse,
        **dict.fromkeys(ids, uuid.UUID),
        "body": body,
        "return": Any,
    }
    answers = {200: shape, **ERRORS}
    router.post(path, response=answers, operation_id=operation_id, openapi_extra=CONDITIONAL)(operation)
