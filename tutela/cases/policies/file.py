"""Who may see a file, write in it, decide on it. Missing and forbidden look the same from outside."""

from __future__ import annotations

from tutela.accounts.api import Permission
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Rule

from ..enums.file import FileReason
from ..models import CareArrangement, CaseFile
from ..states import NOT_OPEN


def admitted(actor: Actor, file: CaseFile) -> bool:
    """Whether a time-limited access to this one file is running (break-glass, or working together)."""
    if not actor.has(Permission.FILE_BREAK_GLASS):
        return False
    return file.accesses.filter(user_id=actor.id, ended_at=None, expires_at__gt=now()).exists()


def is_its_worker(actor: Actor, file: CaseFile) -> bool:
    """The responsible worker, as long as they may work on files; a token that only reads does not make them one."""
    return file.worker_id == actor.id and actor.has(Permission.FILE_WORK)


def opened_and_unassigned(actor: Actor, file: CaseFile) -> bool:
    """Whoever opened a file completes its opening until a worker takes over."""
    return file.worker_id is None and file.opened_by_id == actor.id and actor.has(Permission.FILE_OPEN)


@Rule
def see_file(actor: Actor, file: CaseFile) -> FileReason | None:
    """The responsible worker, the office's supervisors, whoever opened it while unassigned, and the admitted see it; sealed, only
    the admitted."""
    daily = actor.reaches(Permission.FILE_VIEW, file.office_id) or opened_and_unassigned(actor, file)
    if file.sealed_at is None and (daily or is_its_worker(actor, file)):
        return None
    return None if admitted(actor, file) else FileReason.NOT_VISIBLE


@Rule
def unmerged(file: CaseFile) -> FileReason | None:
    """Nothing is written in a file that was merged into another one of the same child (R25); every step of a file asks this."""
    return None if file.merged_into_id is None else FileReason.MERGED


def shut(file: CaseFile) -> FileReason | None:
    """Why nobody writes in a file: it is closed, or merged."""
    return unmerged.why_not(file) or (FileReason.FILE_CLOSED if file.state in NOT_OPEN else None)  # type: ignore[return-value]


@Rule
def work_on_file(actor: Actor, file: CaseFile) -> FileReason | None:
    """The responsible worker writes while the file is open; so does whoever opened it while it is unassigned."""
    if (reason := see_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    if (reason := shut(file)) is not None:
        return reason
    responsible = is_its_worker(actor, file) or opened_and_unassigned(actor, file)
    return None if responsible or admitted(actor, file) else FileReason.NOT_ASSIGNED


@Rule
def review_file(file: CaseFile) -> FileReason | None:
    """A fee or promise at hand-over is examined before the next review (R38)."""
    waiting = CareArrangement.objects.filter(file=file, sale_examined="to_examine").exists()
    return FileReason.SALE_NOT_EXAMINED if waiting else None


@Rule
def open_file(actor: Actor, office_id: object) -> FileReason | None:
    """Intake officers and caseworkers open files for their office."""
    return None if office_id in actor.offices(Permission.FILE_OPEN) else FileReason.NO_PERMISSION


@Rule
def assign_file(actor: Actor, file: CaseFile) -> FileReason | None:
    """Supervisors of the file's office decide who is responsible; what was merged goes along with the file it went into."""
    if actor.reaches(Permission.FILE_ASSIGN, file.office_id):
        return FileReason.MERGED if file.merged_into_id else None
    return FileReason.NO_PERMISSION if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
