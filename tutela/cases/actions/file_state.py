"""Moving a file from state to state. Part of other actions, which ask their rule and audit."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tutela.kernel.actor import Actor
from tutela.kernel.clock import now

from ..models import CaseFile
from ..states import FILE, FileState


@transaction.atomic
def move_file(*, file: CaseFile, target: FileState, by: Actor, **values: Any) -> CaseFile:
    """Move ``file`` to ``target`` and set ``values`` with it.

    Raises:
        WrongState: the file cannot become that now.
    """
    file.state = FILE.move(file.state, target)
    return touch_file(file=file, by=by, **values)


@transaction.atomic
def touch_file(*, file: CaseFile, by: Actor, **values: Any) -> CaseFile:
    """Set ``values`` on the file; its version grows and the list shows it as newest."""
    for name, value in values.items():
        setattr(file, name, value)
    file.version += 1
    file.updated_at = now()
    file.save()
    return file
