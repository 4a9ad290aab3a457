"""Who may prepare a conference, open its papers (R74), end its tasks; whom nobody invites (P11, P13)."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Grant, Permission, User, actor_for, current_grants
from tutela.cases.api import (
    CaseFile,
    FileReason,
    PersonAround,
    in_force,
    is_its_worker,
    see_file,
    share_with_body,
    shut,
    work_on_file,
)
from tutela.directory.api import Office, Organisation
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.rules import Reason, Rule
from tutela.methods.linkage import names

from ..enums import CoordinationReason
from ..models import Conference, ConferenceDecision, Participant
from ..states import RUNNING, State, TaskState

MAY_TAKE_PART = (Permission.FILE_WORK, Permission.FILE_VIEW, Permission.REFERRAL_ANSWER)
"""One of these is held by every account that can be invited."""
SHARING = ("sharing", "referral")
"""The consent purposes that cover the papers of a conference."""

Why = Reason | None


@Rule
def keep_conferences(actor: Actor, file: CaseFile) -> Why:
    """The responsible worker, and whoever approves for the office, as long as the file is open."""
    if not (see_file.allows(actor, file) and actor.reaches(Permission.FILE_APPROVE, file.office_id)):
        return work_on_file.why_not(actor, file)
    return shut(file)


def _step(actor: Actor, one: Conference, *states: State) -> Why:
    if (reason := keep_conferences.why_not(actor, one.file)) is not None:
        return reason
    return None if one.state in states else CoordinationReason.NOT_NOW


@Rule
def prepare(actor: Actor, one: Conference) -> Why:
    """The papers change while it is being prepared."""
    return _step(actor, one, State.DRAFT)


@Rule
def invite(actor: Actor, one: Conference) -> Why:
    """People are invited until it is held, and their access ends whenever whoever keeps the file says so."""
    return _step(actor, one, State.DRAFT, State.CALLED)


@Rule
def call(actor: Actor, one: Conference) -> Why:
    """A whole draft: papers, participants, the child's views, a basis for sharing; nobody unsafe, no body that gets nothing yet."""
    return prepare.why_not(actor, one) or missing(one)


@Rule
def keep_called(one: Conference) -> Why:
    """What the call asked still holds with everybody who is invited now."""
    return missing(one)


@Rule
def hold(actor: Actor, one: Conference) -> Why:
    """A conference that was called is held."""
    return _step(actor, one, State.CALLED)


@Rule
def decide(actor: Actor, one: Conference) -> Why:
    """Decisions are written once it was held."""
    return _step(actor, one, State.HELD)


@Rule
def cancel(actor: Actor, one: Conference) -> Why:
    """It does not take place."""
    return _step(actor, one, State.DRAFT, State.CALLED)


@Rule
def end_access(actor: Actor, one: Conference) -> Why:
    """Access of participants ends at once; whoever sees the file with a task in it may do that, closed file or not (R73)."""
    file = one.file
    if not (is_its_worker(actor, file) or actor.reaches(Permission.FILE_APPROVE, file.office_id)):
        return FileReason.NOT_ASSIGNED if see_file.allows(actor, file) else FileReason.NOT_VISIBLE
    return None if one.state in RUNNING and one.recalled_at is None else CoordinationReason.NOT_NOW


@Rule
def uninvite(actor: Actor, one: Conference) -> Why:
    """One person's access ends: while it is prepared, or as long as it runs."""
    return prepare.why_not(actor, one) if one.state == State.DRAFT else end_access.why_not(actor, one)


@Rule
def close(actor: Actor, one: Conference) -> Why:
    """The loop is closed when every task has ended, done or not done with the reason."""
    if (reason := decide.why_not(actor, one)) is not None:
        return reason
    return CoordinationReason.OPEN_TASKS if one.decisions.filter(state=TaskState.OPEN).exists() else None


@Rule
def take_part(file: CaseFile, name: str, body: Organisation | None, user: User | None = None) -> Why:
    """P11: nobody marked unsafe is invited; P13 and R130: no body that must not learn of this child."""
    if is_unsafe(file, name):
        return CoordinationReason.UNSAFE
    found: list[Office | Organisation] = [body] if body is not None else []
    found += [grant.office for grant in _grants(user) if grant.office is not None]
    return next((reason for one in found if (reason := share_with_body.why_not(file, one)) is not None), None)


@Rule
def accept(actor: Actor, row: Participant) -> Why:
    """Whoever is invited accepts the undertaking while access runs."""
    if row.user_id != actor.id or not any(actor.has(word) for word in MAY_TAKE_PART):
        return FileReason.NOT_VISIBLE
    return None if is_running(row) else CoordinationReason.ENDED


@Rule
def open_papers(actor: Actor, row: Participant) -> Why:
    """HARD (R74): no papers without the undertaking for this conference, none after its access ended (R73)."""
    if (reason := accept.why_not(actor, row)) is not None:
        return reason
    return None if row.accepted_at is not None else CoordinationReason.NO_UNDERTAKING


@Rule
def end_task(actor: Actor, task: ConferenceDecision, file: CaseFile | None) -> Why:
    """The owner, or whoever keeps conferences of the file (``file`` is what the actor sees of it), ends an open task."""
    owner = task.owner_user_id == actor.id and any(actor.has(word) for word in MAY_TAKE_PART)
    if not owner:
        if file is None:
            return FileReason.NOT_VISIBLE
        if not keep_conferences.allows(actor, file):
            return CoordinationReason.NOT_YOURS
    return None if task.state == TaskState.OPEN else CoordinationReason.NOT_NOW


@Rule
def is_invitable(actor: Actor) -> AccountsReason | None:
    """A program's token covers a task of somebody who can be invited, or it is told of nothing."""
    return None if any(actor.has(word) for word in MAY_TAKE_PART) else AccountsReason.OUTSIDE_SCOPE


def is_running(row: Participant) -> bool:
    """Whether this seat gives access now, apart from the undertaking."""
    one = row.conference
    runs = one.state in RUNNING and one.recalled_at is None and one.access_until > now()
    return runs and row.ended_at is None


def is_unsafe(file: CaseFile, name: str) -> bool:
    """Whether a name is that of a person marked unsafe: all words of that person's name are in it, however it is spelt."""
    said = {names.skeleton(word) for word in names.tokens(name)}
    for person in PersonAround.objects.filter(file=file, unsafe=True):
        theirs = {names.skeleton(word) for word in names.tokens(person.name)}
        if theirs and (theirs == said or (len(theirs) > 1 and theirs <= said)):
            return True
    return False


def is_outside(row: Participant) -> bool:
    """Somebody who does not see the file by their own work."""
    return row.user is None or not see_file.allows(actor_for(row.user), row.file)


def missing(one: Conference) -> Why:
    """What still stands against calling it, in the order of the page."""
    papers = getattr(one, "papers", None)
    seats = list(one.participants.filter(ended_at=None).select_related("user", "body", "file__child"))
    record = getattr(one, "record", None)
    heard = one.view is not None or (record is not None and record.not_presented_because.strip())
    based = one.consent is not None and one.consent.purpose in SHARING and in_force(one.consent)
    found = {
        CoordinationReason.NO_PAPERS: papers is None or not (papers.purpose.strip() and papers.agenda.strip()),
        CoordinationReason.NO_PARTICIPANTS: not seats,
        CoordinationReason.NO_VIEW: not heard,
        CoordinationReason.NO_BASIS: not based and any(is_outside(row) for row in seats),
    }
    plain = next((reason for reason, holds in found.items() if holds), None)
    return plain or next((why for row in seats if (why := take_part.why_not(one.file, row.name, row.body, row.user))), None)


def _grants(user: User | None) -> list[Grant]:
    return [] if user is None else list(current_grants().filter(user=user).select_related("office__organisation"))
