"""What there is to prove, asked of the code itself: models, actions, addresses. Nothing is listed here by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, get_resolver

from tests.repo.source import ROOT, files, room
from tutela.kernel.http import Access, access_of

STAFF, PUBLIC = "tutela.config.staff_urls", "tutela.config.public_urls"


@cache
def model(name: str) -> Any:
    """The model of that name, whichever context holds it."""
    found = [one for one in our_models() if one.__name__ == name]
    if len(found) != 1:
        raise LookupError(f"{name}: {found}")
    return found[0]


def our_models() -> list[type[models.Model]]:
    """Every model of Tutela."""
    return [one for one in apps.get_models() if one.__module__.startswith("tutela.")]


def protected_models() -> list[type[models.Model]]:
    """Every model with S2+ data."""
    return [one for one in our_models() if list(one.data.protected())]  # type: ignore[attr-defined]


@cache
def action(name: str) -> Callable[..., Any]:
    """The action of that name, whichever context holds it."""
    found = set()
    for path in files():
        if room(path) == "actions" and path.name != "__init__.py":
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            one = vars(module).get(name)
            if callable(one) and getattr(one, "__module__", "") == module.__name__:
                found.add(one)
    if len(found) != 1:
        raise LookupError(f"{name}: {found}")
    return found.pop()


def factories() -> SimpleNamespace:
    """Every maker of ``tests/factories``, whichever file holds it."""
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "tests" / "factories").glob("*.py")):
        found |= {name: one for name, one in vars(import_module(f"tests.factories.{path.stem}")).items() if name[0] != "_"}
    return SimpleNamespace(**found)


@dataclass(frozen=True)
class Address:
    """One address of a site: its name, its route, the names of its parameters, its mark."""

    name: str
    route: str
    parameters: tuple[str, ...]
    access: Access | None
    view: Any

    @property
    def methods(self) -> frozenset[str]:
        """What its view's decorators let through."""
        return allowed(self.view)

    def url(self, **values: Any) -> str:
        """The address with its parameters filled in."""
        text = self.route
        for name in self.parameters:
            text = re.sub(rf"<(\w+:)?{name}>", str(values[name]), text)
        return f"/{text}"


def allowed(view: Any) -> frozenset[str]:
    """The methods that a view's decorators let through; all of them when it has none."""
    every = frozenset({"GET", "HEAD", "POST"})
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            value = cell.cell_contents
            if isinstance(value, (list, tuple)) and value and set(value) <= every:
                return frozenset(value)
        view = getattr(view, "__wrapped__", None)
    return every


@cache
def addresses(urlconf: str = STAFF) -> tuple[Address, ...]:
    """Every address of ours on a site: those that a package guards itself (sign-in) and the HTTP API left out."""
    return tuple(
        Address(name, route, tuple(re.findall(r"<(?:\w+:)?(\w+)>", route)), access_of(view), view)
        for route, name, view in _walk(get_resolver(urlconf).url_patterns)
        if access_of(view) is not None
    )


def _walk(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield f"{prefix}{entry.pattern}", entry.name or "", entry.callback
        else:
            yield from _walk(entry.url_patterns, f"{prefix}{entry.pattern}")


@dataclass(frozen=True)
class Operation:
    """One operation of the HTTP API as its description tells it."""

    name: str
    method: str
    path: str
    parameters: tuple[str, ...]
    body: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.method.upper()} {self.path}"


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the HTTP API, with the schema of its body (references resolved)."""
    from tutela.config.api import api

    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    parts = schema["components"]["schemas"]
    found = []
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            if "$ref" in body:
                body = parts[body["$ref"].rpartition("/")[2]]
            names = tuple(one["name"] for one in told.get("parameters", ()) if one["in"] == "path")
            found.append(Operation(told["operationId"], method, path, names, body))
    return tuple(found)
