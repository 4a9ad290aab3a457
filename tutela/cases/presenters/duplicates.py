"""Two records side by side: what each says, and whether it agrees. Worked out in memory for whoever may see both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.kernel.actor import Actor
from tutela.kernel.clock import today
from tutela.methods.linkage.names import SAME_NAME, identifier_digits, similarity

from ..age import BirthRange
from ..api import words
from ..enums.duplicates import SAID, Verdict
from ..models import CaseFile, Child, DuplicateStep, PersonAround, PossibleDuplicate
from ..names import names_of
from ..queries.duplicates import files_of
from ..states import DuplicateState, FileState

_UNKNOWN = ("UNK", "NAS", "REF", "unknown", "")
STATE_TONE = {
    DuplicateState.OPEN: "warning",
    DuplicateState.PROPOSED: "info",
    DuplicateState.LINKED: "success",
    DuplicateState.APART: "neutral",
}


def pair_row(pair: PossibleDuplicate) -> dict[str, Any]:
    """A row of the queue."""
    state = DuplicateState(pair.state)
    return {
        "url": reverse("duplicate", args=[pair.pk]),
        "one": words.child_name(pair.one),
        "other": words.child_name(pair.other),
        "ages": (words.age(pair.one, today()), words.age(pair.other, today())),
        "likely": likely(pair),
        "state": str(state.label),
        "tone": STATE_TONE[state],
        "since": pair.proposed_at or pair.found_at,
        "by": pair.proposed_by.full_name if pair.proposed_by else "",
    }


def likely(pair: PossibleDuplicate) -> str:
    """How likely, in words; a pair that a person named says so."""
    if pair.likelihood is None:
        return _("Named by a colleague")
    if pair.likelihood >= 0.95:
        return _("Nearly certain")
    return _("Likely") if pair.likelihood >= 0.5 else _("Possible")


def side_by_side(actor: Actor, pair: PossibleDuplicate) -> dict[str, Any]:
    """The page of a pair: a row for each thing both records say, the files of each, and what was said of the pair."""
    files = (files_of(actor, pair.one), files_of(actor, pair.other))
    return {
        "rows": _rows(pair.one, pair.other, files),
        "files": [[_file(file) for file in side] for side in files],
        "likely": likely(pair),
        "state": str(DuplicateState(pair.state).label),
        "tone": STATE_TONE[DuplicateState(pair.state)],
        "steps": [_step(step) for step in pair.steps.select_related("by").order_by("-at", "-pk")],
    }


def _rows(one: Child, other: Child, files: tuple[list[CaseFile], list[CaseFile]]) -> list[dict[str, Any]]:
    persons = [_persons(side) for side in files]
    return [
        _row(_("Names"), _lines(names_of(one)), _lines(names_of(other)), _names(one, other)),
        _row(_("Sex"), words.label("sexes", one.sex), words.label("sexes", other.sex), _codes(one.sex, other.sex)),
        _row(_("Age"), words.age(one, today()), words.age(other, today()), _born(one, other)),
        _row(_("Document numbers"), _numbers(one), _numbers(other), _shared(_digits(one), _digits(other))),
        _row(_("Languages"), ", ".join(one.languages), ", ".join(other.languages), _shared(one.languages, other.languages)),
        _row(_("Home"), _home(one), _home(other), _codes(_home(one), _home(other))),
        _row(_("Persons around the child"), _lines(persons[0]), _lines(persons[1]), _alike(*persons)),
    ]


def _row(label: str, one: str, other: str, says: str) -> dict[str, str]:
    said, tone = {
        "same": (_("The same"), "success"),
        "alike": (_("Another spelling"), "info"),
        "partly": (_("Agrees as far as known"), "info"),
        "shared": (_("Something in common"), "info"),
        "differs": (_("Differs"), "warning"),
        "silent": (_("Not known"), "neutral"),
    }[says]
    return {"label": label, "one": one or "–", "other": other or "–", "says": said, "tone": tone}


def _lines(found: Iterable[str]) -> str:
    return "\n".join(one for one in found if one)


def _names(one: Child, other: Child) -> str:
    pairs = [(a, b) for a in names_of(one) for b in names_of(other) if a and b]
    if not pairs:
        return "silent"
    if any(a.casefold() == b.casefold() for a, b in pairs):
        return "same"
    return "alike" if max(similarity(a, b) for a, b in pairs) >= SAME_NAME else "differs"


def _codes(one: str, other: str) -> str:
    if one in _UNKNOWN or other in _UNKNOWN:
        return "silent"
    return "same" if one == other else "differs"


def _born(one: Child, other: Child) -> str:
    first = BirthRange.from_iso(one.born_earliest, one.born_latest)
    second = BirthRange.from_iso(other.born_earliest, other.born_latest)
    if first.earliest is None or second.earliest is None or first.latest is None or second.latest is None:
        return "silent"
    if first == second:
        return "same" if first.earliest == first.latest else "partly"
    return "partly" if first.earliest <= second.latest and second.earliest <= first.latest else "differs"


def _shared(one: Iterable[str], other: Iterable[str]) -> str:
    first, second = set(one), set(other)
    if not first or not second:
        return "silent"
    if first == second:
        return "same"
    return "shared" if first & second else "differs"


def _alike(one: list[str], other: list[str]) -> str:
    if not one or not other:
        return "silent"
    return "shared" if any(similarity(a, b) >= SAME_NAME for a in one for b in other) else "differs"


def _numbers(child: Child) -> str:
    return _lines(f"{entry.get('kind', '')} {entry['number']}".strip() for entry in child.identifiers)


def _digits(child: Child) -> list[str]:
    return [identifier_digits(entry["number"]) for entry in child.identifiers]


def _home(child: Child) -> str:
    return str(child.home_territory) if child.home_territory else ""


def _persons(files: list[CaseFile]) -> list[str]:
    return [person.name for person in PersonAround.objects.filter(file__in=files).order_by("created_at")]


def _file(file: CaseFile) -> dict[str, Any]:
    return {
        "url": words.file_url(file),
        "number": file.number,
        "office": str(file.office),
        "state": str(FileState(file.state).label),
        "tone": words.STATE_TONE[FileState(file.state)],
        "worker": file.worker.full_name if file.worker else _("Nobody yet"),
        "opened": file.opened_at,
    }


def _step(step: DuplicateStep) -> dict[str, Any]:
    return {"at": step.at, "by": step.by.full_name, "what": str(SAID[Verdict(step.verdict)]), "reason": step.reason}
