"""The visitor's session cookies: 32 random bytes each, gone with the browser's window; nothing else is kept on the device."""

from __future__ import annotations

import base64
import binascii

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tutela.accounts.api import PUBLIC_ACTOR

from ..actions import visits
from ..enums import VisitKind

_NAMES = {VisitKind.DRAFT: "a", VisitKind.MAILBOX: "b"}


def cookie_name(kind: VisitKind) -> str:
    """A name that says nothing; bound to this host where HTTPS is used."""
    return f"__Host-{_NAMES[kind]}" if settings.SESSION_COOKIE_SECURE else _NAMES[kind]


def current(request: HttpRequest, kind: VisitKind) -> visits.Open | None:
    """What this visitor has open. A request that another site sent has nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return None
    secret = _secret(request, kind)
    return visits.read_visit(secret=secret, kind=kind, by=PUBLIC_ACTOR) if secret else None


def hand_over(response: HttpResponse, visit: visits.Open) -> None:
    """Give the browser the secret: this site only, out of reach of scripts, until the window is closed."""
    response.set_cookie(
        cookie_name(visit.kind),
        base64.urlsafe_b64encode(visit.secret).decode(),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


def end(request: HttpRequest, response: HttpResponse, *kinds: VisitKind) -> HttpResponse:
    """Destroy what is open and take the cookies back."""
    for kind in kinds:
        visits.end_visit(secret=_secret(request, kind), by=PUBLIC_ACTOR)
        if cookie_name(kind) in request.COOKIES:
            response.delete_cookie(cookie_name(kind), samesite="Strict")
    return response


def _secret(request: HttpRequest, kind: VisitKind) -> bytes:
    try:
        return base64.urlsafe_b64decode(request.COOKIES.get(cookie_name(kind), ""))
    except (binascii.Error, ValueError):
        return b""
