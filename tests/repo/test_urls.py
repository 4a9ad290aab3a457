"""Every address of both sites says who may come in. What says nothing is refused; here it does not even get that far."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, get_resolver

from tutela.config import middleware
from tutela.config.middleware import _is_open_module
from tutela.kernel.http import access_of

THIRD_PARTY = ("allauth.", "django.contrib.staticfiles.", "django.views.static", "django.views.i18n")
"""Packages that guard their own views: sign-in, static files, the choice of language."""


def _views(patterns, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.pattern}", entry.callback
        else:
            yield from _views(entry.url_patterns, f"{prefix}{entry.pattern}")


def _site(urlconf: str) -> list[tuple[str, object]]:
    return list(_views(get_resolver(urlconf).url_patterns))


def _is_operation(view) -> bool:
    """An operation of the HTTP API: the gate lets in whoever has a token, and its actions ask their rules."""
    return getattr(getattr(view, "func", view), "__module__", "").startswith("ninja.")


@pytest.mark.parametrize("urlconf", ["tutela.config.staff_urls", "tutela.config.public_urls"])
def test_every_address_states_its_access(urlconf):
    silent = [
        route
        for route, view in _site(urlconf)
        if access_of(view) is None and not _is_open_module(view) and not _is_operation(view)
    ]
    assert not silent, f"mark these with kernel.http (open_to_everyone, open_to_signed_in, needs): {silent}"


def test_the_api_is_closed_but_for_its_description(rf):
    """Every operation needs a token; only the OpenAPI file is for everybody."""
    operations = [(route, view) for route, view in _site("tutela.config.staff_urls") if _is_operation(view)]
    assert operations
    open_to_all = [route for route, view in operations if middleware._access(rf.get(f"/{route}"), view).everyone]
    assert open_to_all == ["api/openapi.json"]


def test_the_public_site_has_no_api():
    assert [route for route, view in _site("tutela.config.public_urls") if _is_operation(view)] == []


def test_the_public_site_has_only_open_views():
    closed = [
        route
        for route, view in _site("tutela.config.public_urls")
        if not _is_open_module(view) and not access_of(view).everyone  # type: ignore[union-attr]
    ]
    assert not closed


RELEASED = {
    *(("public", name) for name in ("index", "release", "catalogue", "table_json", "table_csv", "table_sdmx")),
    ("exchange", "structure"),
    *(("explorer", name) for name in ("public", "download")),
    ("report", "as_html"),
}
"""The views of statistics that read releases, or the dictionary, and nothing else: module and name. The public database role
sees no snapshot and no row of its own."""


def test_the_public_site_knows_nothing_of_files():
    views = {getattr(view, "view_class", view) for _route, view in _site("tutela.config.public_urls")}
    rooms = ("tutela.cases", "tutela.care", "tutela.placements", "tutela.accounts", "tutela.statistics")
    found = {(view.__module__, view.__name__) for view in views if getattr(view, "__module__", "").startswith(rooms)}
    assert found <= {(f"tutela.statistics.views.{module}", name) for module, name in RELEASED}


def test_permissions_of_views_exist():
    from tutela.accounts.api import Permission

    known = {permission.value for permission in Permission}
    for route, view in _site("tutela.config.staff_urls"):
        access = access_of(view)
        assert access is None or set(access.permissions) <= known, route


def test_open_modules_are_the_named_ones():
    assert set(middleware._OPEN_MODULES) == set(THIRD_PARTY), "a package that guards its own views is named here and there"


@pytest.mark.django_db
def test_the_api_answers_as_its_marks_say(client):
    assert client.get("/api/openapi.json").status_code == 200
    assert client.get("/api/files").status_code == 401
    assert client.get("/api/").status_code == 401
