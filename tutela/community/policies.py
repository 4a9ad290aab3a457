"""Who asks a committee, who answers, what the words may hold (R77, P11)."""

from __future__ import annotations

from collections.abc import Iterable

from tutela.accounts.api import AccountsReason, Permission
from tutela.cases.api import CaseFile, PersonAround, is_its_worker, see_file, work_on_file
from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.kernel.rules import Reason, Rule
from tutela.methods.linkage import names

from .enums import CommunityReason
from .models import SupportAction
from .states import ANSWERED, OPEN, Stand

SHORT = 4
"""From so many signs on, a document's number counts."""
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


@Rule
def see_asked(actor: Actor, one: SupportAction) -> CommunityReason | None:
    """The committee it was asked of, until thirty days after it ended."""
    mine = actor.reaches(Permission.SUPPORT_DO, one.committee_id)
    return None if mine and one.open_until >= today() else CommunityReason.NOT_THE_COMMITTEE


@Rule
def answer(actor: Actor, one: SupportAction) -> CommunityReason | None:
    """The committee says whether it takes it on, once."""
    return _stands(actor, one) or (None if one.state == Stand.ASKED else CommunityReason.ANSWERED)


@Rule
def finish(actor: Actor, one: SupportAction) -> CommunityReason | None:
    """The committee says that it is done, or gives it back, once it was taken on."""
    return _stands(actor, one) or (None if one.state == Stand.ACCEPTED else CommunityReason.NOT_TAKEN_ON)


@Rule
def recall(actor: Actor, one: SupportAction) -> Reason | None:
    """The file's worker, while it is open; also after the file was closed, so that nothing stays with a committee."""
    return _worker(actor, one.file) or (None if one.state in OPEN else CommunityReason.ENDED)


@Rule
def note(actor: Actor, one: SupportAction) -> Reason | None:
    """The file's worker takes note of an answer, once."""
    if (reason := _worker(actor, one.file)) is not None:
        return reason
    if one.state not in ANSWERED:
        return CommunityReason.NO_ANSWER_YET
    return CommunityReason.NOTED if one.noted_at else None


@Rule
def no_identity(file: CaseFile, words: str) -> CommunityReason | None:
    """What a committee reads holds no name of the child, no number of the file or of a document."""
    child, plain = file.child, names.identifier_digits(words)
    called = [child.given_names, child.family_names, *(entry["name"] for entry in child.other_names)]
    if any(names.mentions(words, name) for name in called):
        return CommunityReason.NAMES_CHILD
    if file.number.replace("-", "") in plain.translate(_LOOKALIKES):
        return CommunityReason.NAMES_FILE
    numbers = [names.identifier_digits(entry["number"]) for entry in child.identifiers]
    held = any(len(number) >= SHORT and number in plain for number in numbers)
    return CommunityReason.NAMES_DOCUMENT if held else None


@Rule
def nobody_unsafe(file: CaseFile, members: Iterable[str]) -> CommunityReason | None:
    """No member of the committee bears the name of a person marked unsafe for the child, however it is spelt (P11)."""
    unsafe = [_spelt(one.name) for one in PersonAround.objects.filter(file=file, unsafe=True)]
    there = any(one and one <= _spelt(member) for member in members for one in unsafe)
    return CommunityReason.UNSAFE_THERE if there else None


@Rule
def hand_in(actor: Actor) -> AccountsReason | None:
    """A member of a committee hands in reports."""
    both = actor.has(Permission.REPORT_ENTER) and actor.has(Permission.SUPPORT_DO)
    return None if both else AccountsReason.NO_SUCH_PERMISSION


@Rule
def covers_support(actor: Actor) -> AccountsReason | None:
    """What a program's token must cover for the support of a committee."""
    return None if actor.has(Permission.SUPPORT_DO) else AccountsReason.OUTSIDE_SCOPE


def _stands(actor: Actor, one: SupportAction) -> CommunityReason | None:
    if not see_asked.allows(actor, one):
        return CommunityReason.NOT_THE_COMMITTEE
    return None if one.state in OPEN else CommunityReason.ENDED


def _worker(actor: Actor, file: CaseFile) -> Reason | None:
    if see_file.allows(actor, file) and is_its_worker(actor, file):
        return None
    return work_on_file.why_not(actor, file)


def _spelt(name: str) -> set[str]:
    """The words of a name, the same for several spellings of it."""
    return {names.skeleton(word) for word in names.tokens(name)}
