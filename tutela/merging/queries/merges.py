"""Merges of a file or a pair, what runs in a file that is to be shut, and the chapter in a file's story."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.cases.api import CaseFile, Chapter, Deadline, DeadlineKind, Happening, PossibleDuplicate
from tutela.kernel.actor import Actor
from tutela.kernel.clock import now
from tutela.kernel.errors import NotHere

from ..enums.merges import Open
from ..models import Merge
from ..states import MergeState
from .pairs import files_of

CARRIED = (
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.ASSESSMENT,
    DeadlineKind.REASSESSMENT,
    DeadlineKind.SAFETY_PLAN,
    DeadlineKind.PLAN,
    DeadlineKind.FOLLOW_UP,
    DeadlineKind.REVIEW,
    DeadlineKind.CIVIL_REGISTRY,
)
"""What is due for the child, not for a row of one file: the same step in the leading file ends it."""
WITHIN = dt.timedelta(days=7)
"""So soon a second person decides."""
_RELATED = ("pair", "file__child", "file__office", "leading__child", "leading__office", "leading__worker")
_PEOPLE = ("proposed_by", "decided_by", "undone_by")
_RUNNING = {
    Open.TRANSFER: "transfers_transfer WHERE file_id = %(file)s AND state = 'asked'",
    Open.PROPOSAL: "transfers_proposal WHERE file_id = %(file)s AND state = 'proposed'",
    Open.REFERRAL: "care_referral WHERE file_id = %(file)s AND state IN ('sent', 'received', 'accepted', 'started')",
    Open.ACTION: "care_planaction a JOIN care_plan p ON p.id = a.plan_id "
    "WHERE a.file_id = %(file)s AND a.state = 'planned' AND p.state = 'approved'",
    Open.PLACEMENT: "placements_placement WHERE file_id = %(file)s AND ended_on IS NULL AND (state = 'approved' OR found_there)",
    Open.SUPPORT: "placements_familysupport WHERE file_id = %(file)s AND state IN ('applied', 'granted')",
    Open.PROCEEDING: "justice_proceeding WHERE file_id = %(file)s AND state NOT IN ('enforced', 'discontinued')",
    Open.LIBERTY: "justice_liberty WHERE file_id = %(file)s AND state NOT IN ('released', 'remedied')",
    Open.RETURN: "reintegration_return WHERE file_id = %(file)s AND state IN ('prepared', 'under_way')",
    Open.DETERMINATION: "decisions_determination WHERE file_id = %(file)s AND state IN ('draft', 'panel')",
    Open.CONFERENCE: "coordination_conference WHERE file_id = %(file)s AND state IN ('draft', 'called', 'held')",
    Open.OBLIGATION: "coordination_obligation WHERE file_id = %(file)s AND state IN ('open', 'promised')",
}


def due_in(file: CaseFile) -> QuerySet[Deadline]:
    """What is due in a file; the review of an emergency access goes on whatever becomes of the file."""
    found = Deadline.objects.filter(file=file, done_at=None, cancelled_at=None)
    return found.exclude(kind=DeadlineKind.BREAK_GLASS_REVIEW).order_by("due_at")


def carried(file: CaseFile) -> QuerySet[Deadline]:
    """What is due in a file and goes along when it is merged."""
    return due_in(file).filter(subject=None, kind__in=CARRIED)


def open_steps(file: CaseFile) -> list[tuple[str, str]]:
    """What only this file can end, as code and words: deadlines of its rows, and what runs without one."""
    own = due_in(file).exclude(subject=None, kind__in=CARRIED).values_list("kind", flat=True)
    found = [(Open.DEADLINE.value, f"{Open.DEADLINE.label}: {DeadlineKind(kind).label}") for kind in own]
    asked = " UNION ALL ".join(f"(SELECT '{kind.value}' FROM {rows} LIMIT 1)" for kind, rows in _RUNNING.items())
    with connection.cursor() as cursor:
        cursor.execute(asked, {"file": file.pk})
        return found + [(kind, str(Open(kind).label)) for (kind,) in cursor.fetchall()]


def of_file(file: CaseFile) -> QuerySet[Merge]:
    """Every merge of a file with another, newest first, as far as the asker sees both."""
    return Merge.objects.select_related(*_RELATED, *_PEOPLE).filter(Q(file=file) | Q(leading=file))


def standing(file: CaseFile) -> list[Merge]:
    """The merges of a file that stand."""
    return list(of_file(file).filter(state=MergeState.MERGED))


def of_pair(pair: PossibleDuplicate) -> QuerySet[Merge]:
    """Every merge of files of two records, newest first."""
    return Merge.objects.select_related(*_RELATED, *_PEOPLE).filter(pair=pair)


def get_merge(file: CaseFile, merge_id: uuid.UUID) -> Merge:
    """One merge of this file.

    Raises:
        NotHere: missing, of other files, or not for this person.
    """
    found = of_file(file).filter(pk=merge_id).first()
    if found is None:
        raise NotHere
    return found


def ways(actor: Actor, pair: PossibleDuplicate) -> list[tuple[CaseFile, CaseFile]]:
    """Every choice of a leading file and one to shut, of the files that the actor sees."""
    one, other = files_of(actor, pair.one), files_of(actor, pair.other)
    return [way for first in one for second in other for way in ((first, second), (second, first))]


_SIDES = (("leading_id", "led"), ("file_id", "absorbed"))
_BRANCHES = tuple(
    f"SELECT {at}, 'merge_{word}', id, {who}, '' FROM merging_merge WHERE {side} = %(file)s AND {at} IS NOT NULL AND state IN {states}"
    for side, named in _SIDES
    for at, word, who, states in (
        ("decided_at", named, "decided_by_id", "('merged', 'unmerged')"),
        ("decided_at", "declined", "decided_by_id", "('declined')"),
        ("undone_at", "undone", "undone_by_id", "('unmerged')"),
    )
)
_ASKS = tuple(
    f"SELECT proposed_at, 'merge_waits', id, NULL::uuid, '' FROM merging_merge WHERE {side} = %(file)s AND state = 'proposed'"
    for side, _named in _SIDES
)


def due(_file: CaseFile, asked: Sequence[Happening]) -> list[dict[str, Any]]:
    """A merge that waits for its second person."""
    label = _("A second person decides whether this file is merged with another one of the child")
    waiting = [row.at + WITHIN for row in asked if row.kind == "merge_waits"]
    return [{"kind": "", "label": label, "due": at, "late": at < now(), "step": 0} for at in waiting]


WORDS = {
    "merge_led": (gettext_lazy("Another file of this child was merged into this one"), "users", "info", ""),
    "merge_absorbed": (gettext_lazy("Merged into another file of this child"), "users", "warning", ""),
    "merge_declined": (gettext_lazy("Not merged with another file"), "x", "neutral", ""),
    "merge_undone": (gettext_lazy("Merge taken back"), "refresh", "warning", ""),
}
CHAPTER = Chapter(_BRANCHES, WORDS, {"merge": "merge"}, asks=_ASKS, due=due)
