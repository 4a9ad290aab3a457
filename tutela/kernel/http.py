"""Every view says who may come in; a view that says nothing is refused to everybody. Who asks. And two kinds of answer: a CSV
file, and a page that readers may keep."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from .actor import Actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Who may enter a view: everybody, whoever is signed in, or whoever holds one of the permissions."""

    everyone: bool = False
    permissions: tuple[str, ...] = ()
    before_undertaking: bool = False


def open_to_everyone(view: View) -> View:
    """Mark a view that needs no sign-in."""
    return _mark(view, Access(everyone=True))


def open_to_signed_in(view: View) -> View:
    """Mark a view for every signed-in person whose undertaking is current."""
    return _mark(view, Access())


def open_before_undertaking(view: View) -> View:
    """Mark a view for a signed-in person who has not yet signed the undertaking."""
    return _mark(view, Access(before_undertaking=True))


def needs(*permissions: str) -> Callable[[View], View]:
    """Mark a view for those who hold at least one of ``permissions`` somewhere; the object's own rule comes on top."""

    def decorate(view: View) -> View:
        return _mark(view, Access(permissions=permissions))

    return decorate


def reads_body(view: View) -> View:
    """Mark a view that takes files of its own kind: it reads the body itself, inside the gate, after the permission."""
    view.tutela_reads_body = True  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark of a view, or ``None``: refused."""
    found = getattr(view, "tutela_access", None)
    return found if isinstance(found, Access) else None


def _mark(view: View, access: Access) -> View:
    view.tutela_access = access  # type: ignore[attr-defined]
    return view


def me(request: HttpRequest) -> Actor:
    """Who asks: what the gate put beside the request, on a page or from a program."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def csv_answer(text: str, name: str) -> HttpResponse:
    """A CSV file to keep, with the mark that spreadsheets need to read it as UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


def kept_by_readers(seconds: int) -> Callable[[View], View]:
    """For a page of published figures only: a reader may keep it so long on the public site, and a page that is still the same
    is not sent again (``ETag``, 304). Every other page stays unkept."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = view(request, *args, **kwargs)
            if response.status_code != HTTPStatus.OK:
                return response
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            kept = cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
            kept["ETag"] = etag
            if settings.ROLE == "public":
                kept["Cache-Control"] = f"public, max-age={seconds}"
            patch_vary_headers(kept, ["Accept-Language"])
            return kept

        return cast("View", answer)

    return decorate
