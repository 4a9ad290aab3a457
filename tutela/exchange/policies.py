"""Who brings existing records in, and what of it can be undone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from tutela.accounts.api import AccountsReason, Permission
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Rule

from .enums import ImportReason, Target
from .models import ImportedRow, RecordImport
from .states import AT_WORK, ImportState

OWN_HAPPENINGS = frozenset({"opened", "age", "imported", "escalated"})
"""What stands in the story of a file that nobody has worked on since."""


@Rule
def covers_import(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover before anything is looked up."""
    return None if actor.has(Permission.RECORD_IMPORT) else AccountsReason.OUTSIDE_SCOPE


@Rule
def import_records(actor: Actor, office_id: UUID) -> ImportReason | None:
    """Supervisors of the office that will hold the files; nobody else, and no ministry."""
    both = all(actor.reaches(right, office_id) for right in (Permission.RECORD_IMPORT, Permission.FILE_OPEN))
    return None if both else ImportReason.NOT_YOURS


@Rule
def import_into(actor: Actor, office: Office) -> ImportReason | None:
    """Into an office that holds files."""
    if (reason := import_records.why_not(actor, office.pk)) is not None:
        return reason  # type: ignore[return-value]
    return None if office.holds_files else ImportReason.HOLDS_NO_FILES


@Rule
def change_columns(actor: Actor, one: RecordImport) -> ImportReason | None:
    """Until it runs."""
    return _in(actor, one, ImportState.READ)


@Rule
def run_import(actor: Actor, one: RecordImport, ready: int) -> ImportReason | None:
    """Once something can be brought in."""
    return _in(actor, one, ImportState.READ) or (None if ready else ImportReason.NOTHING_READY)


@Rule
def go_on(actor: Actor, one: RecordImport) -> ImportReason | None:
    """While rows are left."""
    return _in(actor, one, *AT_WORK)


@Rule
def undo_import(actor: Actor, one: RecordImport) -> ImportReason | None:
    """For so many days after it was done."""
    if (reason := _in(actor, one, ImportState.DONE)) is not None:
        return reason
    return None if one.keep_until >= today() else ImportReason.WINDOW_OVER


@Rule
def map_to(targets: Collection[str]) -> ImportReason | None:
    """Each answer from one column, and the number in the register among them."""
    chosen = [target for target in targets if target]
    if len(set(chosen)) != len(chosen):
        return ImportReason.TWICE
    return None if Target.EXTERNAL_ID in chosen else ImportReason.NO_NUMBER


@Rule
def undo_row(row: ImportedRow, happened: Collection[str]) -> ImportReason | None:
    """Only a file as the import left it: the same versions, no worker, and nothing in its story but the import itself.

    Args:
        row: with ``file`` and its child as they are now.
        happened: the kinds of everything in the file's story.
    """
    file = row.file
    same = (
        file is not None
        and (file.version, file.child.version) == (row.file_version, row.child_version)
        and file.worker_id is None
    )
    return None if same and OWN_HAPPENINGS.issuperset(happened) else ImportReason.CHANGED


def _in(actor: Actor, one: RecordImport, *states: ImportState) -> ImportReason | None:
    if (reason := import_records.why_not(actor, one.office_id)) is not None:
        return reason  # type: ignore[return-value]
    return None if one.state in states else ImportReason.NOT_NOW
