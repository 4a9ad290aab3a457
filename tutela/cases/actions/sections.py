"""Saving a section: a new row, or a new version of one with its revision. Nothing is overwritten, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.db import models, transaction

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.database import acting
from tutela.kernel.errors import StaleVersion

from ..models import CaseFile, Child, Revision
from ..models.base import Section
from ..policies.file import unmerged

S = TypeVar("S", bound=Section)
R = TypeVar("R", bound=Section | Child)


@transaction.atomic
def add_section(*, model: type[S], file: CaseFile, by: Actor, values: Mapping[str, Any]) -> S:
    """Create the first version of a section. The caller has asked the rule and writes the audit event."""
    unmerged.require(file)
    return model.objects.create(file=file, key_id=file.child_id, created_by_id=by.id, updated_by_id=by.id, **values)


@transaction.atomic
def revise(*, section: S, by: Actor, base_version: int, values: Mapping[str, Any]) -> S:
    """Save changed values of a section as its next version and keep the ones before.

    ``base_version`` is the version the writer saw. The caller has asked the rule and writes the audit event.

    Raises:
        StaleVersion: somebody saved meanwhile; carries the current and the submitted values.
    """
    unmerged.require(section.file)
    return _revise(section, section.file_id, by, base_version, values)


@transaction.atomic
def revise_child(*, child: Child, file: CaseFile, by: Actor, base_version: int, values: Mapping[str, Any]) -> Child:
    """The same for the child's identity, recorded in the history of ``file``.

    Raises:
        StaleVersion: somebody saved meanwhile.
    """
    unmerged.require(file)
    return _revise(child, file.pk, by, base_version, values)


def _revise(row: R, file_id: Any, by: Actor, base_version: int, values: Mapping[str, Any]) -> R:
    current: Any = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    changed = {name: value for name, value in values.items() if getattr(current, name) != value}
    if current.version != base_version:
        raise StaleVersion(
            current={name: shown(getattr(current, name)) for name in values},
            submitted={name: shown(value) for name, value in values.items()},
            version=current.version,
        )
    if not changed:
        return cast(R, current)
    before = {name: shown(getattr(current, name)) for name in changed}
    for name, value in changed.items():
        setattr(current, name, value)
    current.version += 1
    current.updated_at = now()
    if hasattr(current, "updated_by_id"):
        current.updated_by_id = by.id
    current.save()
    Revision.objects.create(
        key_id=current.key_id,
        file_id=file_id,
        section=current._meta.model_name or "",
        subject=current.pk,
        version=current.version,
        base_version=base_version,
        changed=sorted(changed),
        before=before,
        after={name: shown(value) for name, value in changed.items()},
        by_id=by.id,
        device=acting.current().device,
    )
    return cast(R, current)


def shown(value: Any) -> Any:
    """A value as JSON can hold it: related rows by key, dates in ISO form."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if value is None or isinstance(value, (bool, int, float, list, dict)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
