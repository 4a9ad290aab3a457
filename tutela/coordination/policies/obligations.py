"""Who writes down what a body owes, who answers, who sees what is overdue (R72)."""

from __future__ import annotations

from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, FileReason, is_its_worker, see_file, share_with_body, work_on_file
from tutela.directory.api import Office
from tutela.kernel.actor import Actor
from tutela.kernel.rules import Reason, Rule
from tutela.methods.linkage import names

from ..enums import CoordinationReason
from ..models import Obligation
from ..states import UNMET, Owing

Why = Reason | None
SHORTEST = 3
"""Shorter words of a name are too common to be taken for one."""


@Rule
def ask(actor: Actor, file: CaseFile, office: Office | None) -> Why:
    """The file's worker asks; nothing goes to a body that must not learn of this child (P13, R130)."""
    if (reason := work_on_file.why_not(actor, file)) is not None:
        return FileReason(reason.value)
    return None if office is None else share_with_body.why_not(file, office)


@Rule
def answer(actor: Actor, one: Obligation) -> Why:
    """The body that owes it, as long as it is owed."""
    if not actor.reaches(Permission.REFERRAL_ANSWER, one.office_id):
        return CoordinationReason.NOT_THE_BODY
    return None if one.state in UNMET else CoordinationReason.OBLIGATION_NOT_NOW


@Rule
def say_met(actor: Actor, one: Obligation) -> Why:
    """The worker has seen that the child has it."""
    return _keep(actor, one, *UNMET)


@Rule
def contest(actor: Actor, one: Obligation) -> Why:
    """The body said it is met, and the child does not have it."""
    return _keep(actor, one, Owing.MET)


@Rule
def withdraw(actor: Actor, one: Obligation) -> Why:
    """It is no longer asked for; the body sees it no longer."""
    return _keep(actor, one, *UNMET)


@Rule
def covers_answering(actor: Actor) -> AccountsReason | None:
    """A program of a body: its token covers answering."""
    return None if actor.has(Permission.REFERRAL_ANSWER) else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_overdue(actor: Actor) -> AccountsReason | None:
    """Who answers for offices, and the independent mechanism."""
    may = actor.has(Permission.FILE_VIEW) or actor.has(Permission.OVERSIGHT_DOCKET)
    return None if may else AccountsReason.OUTSIDE_SCOPE


@Rule
def covers_counts(actor: Actor) -> AccountsReason | None:
    """Protected counts, at national level too."""
    return None if actor.has(Permission.STATISTICS_VIEW) else AccountsReason.OUTSIDE_SCOPE


def names_the_child(file: CaseFile, words: str) -> bool:
    """Whether a word of the child's name, however it is spelt, stands in what the body would read."""
    child = file.child
    known = names.tokens(f"{child.given_names} {child.family_names}")
    said = {names.skeleton(word) for word in words.split()} | {names.skeleton(word) for word in names.tokens(words)}
    return any(names.skeleton(word) in said for word in known if len(word) >= SHORTEST)


def _keep(actor: Actor, one: Obligation, *states: Owing) -> Why:
    if not see_file.allows(actor, one.file):
        return FileReason.NOT_VISIBLE
    boss = actor.reaches(Permission.FILE_APPROVE, one.file.office_id)
    if not (is_its_worker(actor, one.file) or boss):
        return FileReason.NOT_ASSIGNED
    return None if one.state in states else CoordinationReason.OBLIGATION_NOT_NOW
