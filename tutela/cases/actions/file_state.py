"""Moving a file from state to state. Part of other actions, which ask their rule and audit."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import CaseFile
from ..policies.file import unmerged
from ..states import FILE, FileState


@transaction.atomic
def move_file(*, file: CaseFile, target: FileState, by: Actor, **values: Any) -> CaseFile:
    """Move ``file`` to ``target`` and set ``values`` with it.

    Raises:
        WrongState: the file cannot become that now.
    """
    state, version = _held(file)
    return _save(file, version, {**values, "state": FILE.move(state, target)})


@transaction.atomic
def touch_file(*, file: CaseFile, by: Actor, **values: Any) -> CaseFile:
    """Set ``values`` on the file, and nothing else; its version grows and the list shows it as newest."""
    file.state, version = _held(file)
    return _save(file, version, values)


@transaction.atomic
def merge_into(*, file: CaseFile, leading: CaseFile | None, by: Actor) -> CaseFile:
    """Shut ``file``: what comes is written in ``leading``; ``None`` opens it again. Nothing else of it changes, not even its
    version, so that taking it back leaves the row as it was."""
    file.merged_into = leading
    if leading is None and file.state != FileState.CLOSED:
        file.sealed_at = None
    file.save(update_fields=["merged_into", "sealed_at"])
    return file


def _held(file: CaseFile) -> tuple[str, int]:
    """State and version as they are now; two who change a file at once do it one after the other."""
    row = CaseFile.objects.select_for_update().values_list("state", "version", "merged_into").get(pk=file.pk)
    state, version, file.merged_into_id = row
    unmerged.require(file)
    return state, version


def _save(file: CaseFile, version: int, values: dict[str, Any]) -> CaseFile:
    for name, value in values.items():
        setattr(file, name, value)
    file.version = version + 1
    file.updated_at = now()
    file.save(update_fields=[*values, "version", "updated_at"])
    return file
