"""Merges in words: on the pages of both files, on the pair's page, and the story of both files as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tutela.cases.api import CaseFile, Chapter, Happening, PossibleDuplicate, read_story, words
from tutela.kernel.actor import Actor
from tutela.ui.enums import Tone
from tutela.ui.presenters import isolated, number

from ..enums.merges import MergeReason
from ..models import Merge
from ..policies import merges as policies
from ..queries import merges as queries
from ..queries.pairs import files_of
from ..states import MergeState
from .comparison import side_by_side

SHOWN = 60
TONES = {
    MergeState.PROPOSED: Tone.INFO,
    MergeState.MERGED: Tone.SUCCESS,
    MergeState.DECLINED: Tone.NEUTRAL,
    MergeState.UNMERGED: Tone.WARNING,
}


def row(one: Merge, seen_from: CaseFile) -> dict[str, Any]:
    """One merge as a page of ``seen_from`` lists it."""
    return {
        "url": reverse("merge", args=[seen_from.pk, one.pk]),
        "leading": isolated(one.leading.number),
        "file": isolated(one.file.number),
        "state": str(MergeState(one.state).label),
        "tone": TONES[MergeState(one.state)],
        "at": one.undone_at or one.decided_at or one.proposed_at,
    }


def on_file(file: CaseFile) -> dict[str, Any]:
    """What a file's page shows beside its story: where to write instead, or what was merged into it. Who does not see the other
    file learns that there is one, and nothing else."""
    standing = queries.standing(file)
    into = next((one for one in standing if one.file_id == file.pk), None)
    return {
        "shut": file.merged_into_id is not None,
        "into": _other(into.leading, into) if into else None,
        "absorbed": [_other(one.file, one) for one in standing if one.leading_id == file.pk],
        "story": reverse("merges", args=[file.pk]),
    }


def on_pair(pair: PossibleDuplicate) -> dict[str, Any]:
    """What the page of two linked records shows: its merges, and the way to propose one."""
    return {
        "rows": [row(one, one.leading) for one in queries.of_pair(pair)],
        "new": reverse("merge_new", args=[pair.pk]),
    }


def sides(pair: PossibleDuplicate, ways: Sequence[tuple[CaseFile, CaseFile]]) -> list[dict[str, Any]]:
    """Every one of these ways to merge files of the two records, with what stands against it."""
    found = []
    for leading, file in ways:
        reason = policies.fit.why_not(pair, leading, file)
        found.append(
            {
                "leading": isolated(leading.number),
                "file": isolated(file.number),
                "against": str(reason.label) if reason else "",
                "steps": _steps(file),
                "assign": reverse("file_assign", args=[file.pk]) if reason == MergeReason.OTHER_WORKER else "",
            }
        )
    return found


def compared(actor: Actor, pair: PossibleDuplicate) -> dict[str, Any]:
    """The two records of a pair side by side, under the numbers of their files."""
    one, other = files_of(actor, pair.one), files_of(actor, pair.other)
    return side_by_side((_numbers(one), _numbers(other)), (pair.one, pair.other), (one, other))


def merge_page(one: Merge) -> dict[str, Any]:
    """One merge: the two files, what differs, who said what, what stands against it."""
    waits = one.state == MergeState.PROPOSED
    reason = policies.fit.why_not(one.pair, one.leading, one.file) if waits else None
    said = [
        (_("Proposed by"), one.proposed_by, one.proposed_at, one.reason),
        (_("Decided by"), one.decided_by, one.decided_at, one.answer),
        (_("Taken back by"), one.undone_by, one.undone_at, one.undone_because),
    ]
    return {
        "state": str(MergeState(one.state).label),
        "tone": TONES[MergeState(one.state)],
        "leading": _other(one.leading, one),
        "file": _other(one.file, one),
        "compared": side_by_side(
            (_numbers([one.leading]), _numbers([one.file])),
            (one.leading.child, one.file.child),
            ([one.leading], [one.file]),
        ),
        "said": [
            {"what": what, "by": by.full_name, "at": at, "words": text} for what, by, at, text in said if by is not None
        ],
        "against": str(reason.label) if reason else "",
        "steps": _steps(one.file) if waits else [],
    }


def story(file: CaseFile) -> tuple[list[dict[str, Any]], int]:
    """What happened in a file and in those merged with it, newest first, each entry with its file; and how many are older."""
    standing = queries.standing(file)
    files = {file.pk: file} | {side.pk: side for one in standing for side in (one.leading, one.file)}
    chapters = [import_string(name) for name in settings.FILE_CHAPTERS]
    found = [(happening, one) for one in files.values() for happening in read_story(one, chapters)[0]]
    found.sort(key=lambda entry: entry[0].at, reverse=True)
    return [_entry(happening, one, chapters) for happening, one in found[:SHOWN]], max(0, len(found) - SHOWN)


def _entry(happening: Happening, file: CaseFile, chapters: list[Chapter]) -> dict[str, Any]:
    kind = happening.kind
    unknown = (kind, "edit", Tone.NEUTRAL, "")
    title, icon, tone, list_id = next((one.words[kind] for one in chapters if kind in one.words), unknown)
    first = kind.split("_")[0]
    page = next((one.pages[first] for one in chapters if first in one.pages), "")
    return {
        "at": happening.at,
        "title": str(title),
        "by": happening.by,
        "why": words.label(list_id, happening.code) if list_id else "",
        "icon": icon,
        "tone": tone,
        "url": reverse(page, args=[file.pk, happening.subject]) if page else "",
        "number": file.number,
    }


def _other(file: CaseFile, one: Merge) -> dict[str, Any]:
    return {"number": isolated(file.number), "url": reverse("file", args=[file.pk]), "on": one.decided_at}


def _steps(file: CaseFile) -> list[str]:
    """What only this file can end, in words; how often, where it is more than once."""
    found = Counter(label for _code, label in queries.open_steps(file))
    return [label if often == 1 else f"{label} ({number(often)})" for label, often in found.items()]


def _numbers(files: Sequence[CaseFile]) -> str:
    return ", ".join(isolated(file.number) for file in files)
