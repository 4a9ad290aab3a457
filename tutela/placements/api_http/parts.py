"""What the operations on parts of a file share: who calls, the part a program may write in, and the part as it is afterwards."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from tutela.cases.api import covers_writing, get_file, part_of
from tutela.kernel.actor import Actor
from tutela.kernel.api_http import tag

from ..models import FamilySupport, Placement

M = TypeVar("M", FamilySupport, Placement)


def actor(request: HttpRequest) -> Actor:
    """Whoever calls."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def part(request: HttpRequest, model: type[M], file_id: uuid.UUID, pk: uuid.UUID, *related: str) -> M:
    """A part of a file, for a program whose token covers writing in files.

    Raises:
        Refused: the token does not.
        NotHere: missing, or not for whoever calls.
    """
    covers_writing.require(actor(request))
    return part_of(get_file(actor(request), file_id), model, pk, *related)


def again(request: HttpRequest, response: HttpResponse, row: M, *related: str) -> Any:
    """The part as it is now, its version on the answer."""
    found = part(request, type(row), row.file_id, row.pk, *related)
    tag(response, found.version)
    return found
