"""Every enumeration that forms offer and records keep, found where each context keeps its own (rooms ``enums`` and ``states``)."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from django.apps import apps
from django.db.models.enums import Choices

from tutela.kernel.rules import Reason

ROOMS = ("enums", "states")
_PUT_IN = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True)
class Enumeration:
    """A closed list of a program: changed only with it. ``digest``: of its codes; ``sources``: fields that keep one of them."""

    id: str
    choices: type[Choices]
    sources: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Changes when a code comes or goes."""
        return hashlib.sha256("\n".join(self.codes()).encode()).hexdigest()[:12]

    def codes(self) -> tuple[str, ...]:
        """In the order of the program."""
        return tuple(str(value) for value in self.choices.values)

    def words(self) -> dict[str, str]:
        """Code to words in the active language; "…" stands where the program puts in what it is about."""
        return {str(code): _PUT_IN.sub("…", str(said)) for code, said in self.choices.choices}


@cache
def enumerations() -> tuple[Enumeration, ...]:
    """All of them by id (``context.Name``); reasons of refusal are no answers and are left out."""
    kept = _kept()
    found = {
        f"{context}.{one.__name__}": one for context in _contexts() for one in _of(context) if not issubclass(one, Reason)
    }
    return tuple(Enumeration(name, one, tuple(kept.get(_told(one), ()))) for name, one in sorted(found.items()))


def _contexts() -> list[str]:
    return [one.label for one in apps.get_app_configs() if one.name == f"tutela.{one.label}"]


def _of(context: str) -> Iterator[type[Choices]]:
    for room in ROOMS:
        for module in _modules(f"tutela.{context}.{room}"):
            for one in vars(module).values():
                if inspect.isclass(one) and issubclass(one, Choices) and one.__module__ == module.__name__:
                    yield one


def _modules(name: str) -> Iterator[ModuleType]:
    if importlib.util.find_spec(name) is None:
        return
    module = importlib.import_module(name)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield importlib.import_module(f"{name}.{found.name}")


def _kept() -> dict[tuple[str, ...], list[str]]:
    """Model fields by the choices they take."""
    kept: dict[tuple[str, ...], list[str]] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            choices = getattr(field, "choices", None)
            if choices and model.__module__.startswith("tutela."):
                told = tuple(f"{code}={said}" for code, said in choices)
                kept.setdefault(told, []).append(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    return kept


def _told(one: type[Choices]) -> tuple[str, ...]:
    return tuple(f"{code}={said}" for code, said in one.choices)
