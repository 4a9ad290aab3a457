"""The audit trail for the data protection officer: the newest events, and everything about one child."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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
    typed = request.GET.get("about", "")
    child, problem = _child(typed)
    found = about(child).order_by("-position") if child else latest()
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit():
        found = found.filter(position__lt=int(before))
    events: list[Event] = list(found[: PAGE + 1])
    record(by=actor, action="audit_read", about=child, details={"rows": len(events[:PAGE])})
    following = ""
    if len(events) > PAGE:
        query = request.GET.copy()
        query["before"] = str(events[PAGE - 1].position)
        following = f"?{query.urlencode()}"
    context: dict[str, Any] = {
        "rows": [row(event) for event in events[:PAGE]],
        "about": child,
        "typed": typed,
        "problem": problem,
        "next": following,
    }
    return render(request, "audit/trail.html", context, status=422 if problem else 200)


def _child(text: str) -> tuple[str, str]:
    """The id that was typed, or what is wrong with it."""
    if not text.strip():
        return "", ""
    try:
        return str(uuid.UUID(text.strip())), ""
    except ValueError:
        return "", _("This is not the id of a child’s record. Copy it from an event.")
