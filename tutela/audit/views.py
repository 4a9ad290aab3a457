"""The audit trail for the data protection officer: the newest events, and everything about one child."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela.kernel.errors import InvalidInput
from tutela.kernel.http import needs

from .actions.record import record
from .models import Event
from .presenters import row
from .queries import about, latest

PAGE = 50


@needs("audit_view")
def trail(request: HttpRequest) -> HttpResponse:
    """The newest events, a page at a time; ``about`` narrows to one child's id. Reading it is an event too."""
    actor = request.actor  # type: ignore[attr-defined]
    child = _child(request.GET.get("about", ""))
    found = about(child).order_by("-position") if child else latest()
    before = request.GET.get("before", "")
    if before.isdigit():
        found = found.filter(position__lt=int(before))
    events: list[Event] = list(found[: PAGE + 1])
    record(by=actor, action="audit_read", about=child, details={"rows": len(events[:PAGE])})
    following = ""
    if len(events) > PAGE:
        query = request.GET.copy()
        query["before"] = str(events[PAGE - 1].position)
        following = f"?{query.urlencode()}"
    context: dict[str, Any] = {"rows": [row(event) for event in events[:PAGE]], "about": child, "next": following}
    return render(request, "audit/trail.html", context)


def _child(text: str) -> str:
    if not text:
        return ""
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        raise InvalidInput({"about": "This is not the id of a child's record; copy it from an event."}) from None
