"""Queries that refuse what the database cannot do with an encrypted field, in one clear sentence.

Filtering is refused by the field itself, from any model. Sorting, listing and computing are refused by queries that start at
a model with this manager; from a model with another manager they would give the sealed bytes, never the text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NoReturn, TypeVar

from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.db.models.sql import Query

from .errors import EncryptedFieldLookup

_Model = TypeVar("_Model", bound=models.Model)


def refuse(name: str, way_out: str = "use the name search") -> NoReturn:
    """Say that this field is encrypted, and the way on."""
    raise EncryptedFieldLookup(f"{name} is encrypted; {way_out}")


class SealedQuery(Query):
    """A query whose references to encrypted fields raise ``EncryptedFieldLookup``, all but ``isnull``."""

    def setup_joins(self, *args: Any, **kwargs: Any) -> Any:
        found = super().setup_joins(*args, **kwargs)
        return found._replace(transform_function=_refusing(found.targets, found.transform_function))

    def add_ordering(self, *ordering: Any) -> None:
        super().add_ordering(*ordering)
        for item in ordering:
            if isinstance(item, str) and item != "?" and item.lstrip("+-") not in self.annotations:
                names = item.lstrip("+-").split(LOOKUP_SEP)
                _refuse_any(self.names_to_path(names, self.get_meta())[2])


def _refusing(targets: Iterable[Any], transform_function: Any) -> Any:
    if not any(is_encrypted(target) for target in targets):
        return transform_function
    return lambda field, alias: refuse(field.name)


def _refuse_any(targets: Iterable[Any]) -> None:
    for target in targets:
        if is_encrypted(target):
            refuse(target.name)


def is_encrypted(field: object) -> bool:
    """Whether this is an encrypted field."""
    return getattr(field, "is_encrypted", False)


class SealedQuerySet(models.QuerySet[_Model]):
    """The query set of sealed models, and of models that are often listed together with them."""

    def __init__(self, model: Any = None, query: Any = None, using: str | None = None, hints: Any = None) -> None:
        super().__init__(model, query or SealedQuery(model), using, hints)

    def bulk_create(self, objs: Iterable[_Model], *args: Any, **kwargs: Any) -> list[_Model]:
        """As Django's; refuses to overwrite encrypted fields on conflict, for the row that is there has another id."""
        _refuse_names(self.model, kwargs.get("update_fields") or ())
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[_Model], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As Django's; refuses encrypted fields: save the instances."""
        fields = list(fields)
        _refuse_names(self.model, fields)
        return super().bulk_update(objs, fields, batch_size)

    def update(self, **kwargs: Any) -> int:
        """As Django's; refuses encrypted fields: save the instances."""
        _refuse_names(self.model, kwargs.keys())
        return super().update(**kwargs)


def _refuse_names(model: type[models.Model], names: Collection[str]) -> None:
    for field in model._meta.concrete_fields:
        if field.name in names and is_encrypted(field):
            refuse(field.name, "set it on an instance and save that")


class SealedManager(models.Manager[_Model]):
    """The manager of sealed models. Derive from it when a sealed model needs its own."""

    def get_queryset(self) -> SealedQuerySet[_Model]:
        return SealedQuerySet(model=self.model, using=self._db, hints=getattr(self, "_hints", None))
