"""The gates of the two sites. Deny by default; one transaction and one actor for each request; errors become pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import translation

from tutela.accounts import api as accounts
from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere, Refused, TutelaError
from tutela.kernel.http import Access, access_of

from . import error_views

GetResponse = Callable[[HttpRequest], HttpResponse]
_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), fullscreen=(), geolocation=(), microphone=(), "
    "payment=(), publickey-credentials-get=(self), serial=(), usb=(), web-share=()",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, noarchive",
}
_PUBLIC_HEADERS = _HEADERS | {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": _HEADERS["Permissions-Policy"].replace("=(self)", "=()"),
}
_HEARD_OUT = 32 * 1024**2
"""What is read of a body that was refused: a photograph or a short recording. Beyond it the connection ends."""
_PIECE = 64 * 1024
_OPEN_MODULES = ("allauth.", "django.contrib.staticfiles.", "django.views.static", "django.views.i18n")


def headers(get_response: GetResponse) -> GetResponse:
    """The headers every answer carries, errors included; nothing but static files may be stored.

    The public site's first page may be found by a search, never kept by it; the others are not found either.
    """
    own = _PUBLIC_HEADERS if settings.ROLE == "public" else _HEADERS

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.ROLE == "public" and request.path == "/":
            response.setdefault("X-Robots-Tag", "noarchive")
        for name, value in own.items():
            response.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def heard_out(get_response: GetResponse) -> GetResponse:
    """What a sender still sends after a refusal is read and dropped, so that the page with the reason reaches them.

    A connection ended in the middle of a form shows the browser's own error, without the way out and without the helpline.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code >= 400:
            _drop_rest(request)
        return response

    return middleware


def _drop_rest(request: HttpRequest) -> None:
    """Read to the end of the body, or as far as somebody who means no harm would send."""
    left = _HEARD_OUT
    try:
        while left > 0 and (piece := request.read(_PIECE)):
            left -= len(piece)
    except UnreadablePostError:
        return


def readable(get_response: GetResponse) -> GetResponse:
    """What cannot be taken (an uploaded file) is answered here, before the check of the form's token reads the body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _reads_body(request):
            return get_response(request)
        try:
            request.POST  # noqa: B018
        except TutelaError as error:
            return error_views.domain_error(request, error)
        except UnreadablePostError:
            return error_views.bad_request(request)
        return get_response(request)

    return middleware


def _reads_body(request: HttpRequest) -> bool:
    """Whether the view takes files and reads the body itself, after the gate has let the person in."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return bool(getattr(view, "tutela_reads_body", False))


def public_language(get_response: GetResponse) -> GetResponse:
    """The public site keeps nothing on the device: the language is in the address (``?lang=``), else the browser's wish."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("lang") or _typed_language(request)
        known = translation.get_supported_language_variant(wanted) if _supported(wanted) else None
        with translation.override(known or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            return get_response(request)

    return middleware


def _typed_language(request: HttpRequest) -> str:
    """The language a form carries along; a request that cannot be read is refused later, inside the gate."""
    try:
        return request.POST.get("lang", "")
    except TutelaError:
        return ""


def _supported(code: str) -> bool:
    try:
        translation.get_supported_language_variant(code)
    except LookupError:
        return False
    return True


class _Gate:
    """Runs the view itself, so that a failing view takes its whole transaction with it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def run(self, request: HttpRequest, actor: Actor, view: Any, args: Any, kwargs: Any) -> HttpResponse:
        """Call the view on the actor's behalf; expected errors become pages, refusals are audited."""
        try:
            with acting_as(actor, device=_device(request)):
                response: HttpResponse = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response.render()
                return response
        except TutelaError as error:
            if isinstance(error, (Refused, NotHere)):
                _audit_refusal(actor, request, error)
            return error_views.domain_error(request, error)


class PublicGate(_Gate):
    """The public site: only views that are open to everyone."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if _is_open_module(view):
            return None
        access = access_of(view)
        if access is None or not access.everyone:
            return error_views.domain_error(request, NotHere())
        return self.run(request, accounts.PUBLIC_ACTOR, view, args, kwargs)


class StaffGate(_Gate):
    """The staff site: signed in, second factor where the role reads personal data, undertaking signed, permission held."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if _is_open_module(view):
            return None
        access = _access(request, view)
        if access is None:
            return error_views.domain_error(request, NotHere())
        actor = self._actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        if access.everyone:
            return self.run(request, actor or accounts.PUBLIC_ACTOR, view, args, kwargs)
        if actor is None:
            return self._sign_in(request)
        return self._next_step(request, actor, access) or self.run(request, actor, view, args, kwargs)

    def _actor(self, request: HttpRequest) -> accounts.StaffActor | None:
        if request.path.startswith("/api/"):
            return accounts.actor_of_token(request.headers.get("Authorization", ""))
        return accounts.actor_for(request.user) if request.user.is_authenticated else None  # type: ignore[arg-type]

    @staticmethod
    def _sign_in(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return error_views.api_unauthorised()
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _next_step(request: HttpRequest, actor: accounts.StaffActor, access: Access) -> HttpResponse | None:
        """What stands between this person and the page: a password of one's own, second factor, undertaking, permission."""
        api = request.path.startswith("/api/")
        if not api and actor.user.password_is_temporary:
            return redirect("account_change_password")
        if not api and actor.needs_second_factor and not actor.second_factor:
            return redirect("mfa_index")
        if not actor.undertaken and not access.before_undertaking:
            reason = accounts.AccountsReason.UNDERTAKING_MISSING
            return error_views.domain_error(request, Refused(reason)) if api else redirect("undertaking")
        if api and actor.waits_for and not actor.reach:
            return error_views.domain_error(request, Refused(accounts.AccountsReason.BODY_UNDERTAKING_MISSING))
        if access.permissions and not any(actor.has(permission) for permission in access.permissions):
            reasons = accounts.AccountsReason
            error = Refused(reasons.BODY_UNDERTAKING_MISSING if actor.waits_for else reasons.NO_SUCH_PERMISSION)
            _audit_refusal(actor, request, error)
            return error_views.domain_error(request, error)
        return None


def _access(request: HttpRequest, view: Any) -> Access | None:
    """The view's mark. The API's operations ask their rules themselves, for whoever has a token; its description is public."""
    if getattr(getattr(view, "func", view), "__module__", "").startswith("ninja."):
        return Access(everyone=request.path == "/api/openapi.json")
    return access_of(view)


def _audit_refusal(actor: Actor, request: HttpRequest, error: TutelaError) -> None:
    match = request.resolver_match
    with acting_as(actor):
        audit.record(
            by=actor,
            action="refused",
            subject=f"view:{match.view_name if match else ''}",
            about=str(match.kwargs.get("file_id", "")) if match else "",
            outcome=audit.Outcome.REFUSED,
            details={"code": error.code, "method": request.method or ""},
        )


def _device(request: HttpRequest) -> str:
    """A coarse word for the device; enough for the history of a section, too little to follow a person."""
    if request.path.startswith("/api/"):
        return "program"
    return "phone" if "Mobile" in request.headers.get("User-Agent", "") else "computer"


def _is_open_module(view: Any) -> bool:
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith(_OPEN_MODULES)
