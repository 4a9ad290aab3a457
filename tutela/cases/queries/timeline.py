"""Everything that happened in a file, as one list read in one query: when, what, by whom, with which code."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from ..enums import happenings
from ..models import CaseFile

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_SQL = (
    "(SELECT e.at, e.kind, e.id, coalesce(u.full_name, ''), e.code, false FROM ({branches}) AS e(at, kind, id, who, code) "
    "LEFT JOIN accounts_user u ON u.id = e.who ORDER BY e.at DESC, e.kind LIMIT %(limit)s)"
)
_ASKED = " UNION ALL SELECT a.at, a.kind, a.id, '', a.code, true FROM ({asks}) AS a(at, kind, id, who, code)"


@dataclass(frozen=True)
class Chapter:
    """What one context lays into the story of a file. Which chapters there are is composed in the settings.

    Each of ``branches`` selects ``(at, kind, id, who, code)`` for ``%(file)s`` or ``%(child)s``, under the reader's row
    security. ``words`` maps a kind to title, icon, tone and the code list of its code; ``pages`` maps the first word of a kind
    to the name of the address that takes the file and the happening. ``steps`` are where the file's worker goes on from its page:
    address, words, icon. ``beside_plan`` gives the lines that this context lays beside the child's plan, each with its ``heading`` (and the ``plan`` it is of);
    ``due`` what it wants done, beside the deadlines: ``kind`` (empty), ``label``, ``due``, ``late``, ``step``, perhaps ``url``. What it
    must know for that, its ``asks`` select in the same shape; they are read with the story, in the same query, and are no part of it.
    """

    branches: tuple[str, ...]
    words: Mapping[str, tuple[str | _StrPromise, str, str, str]] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[tuple[str, str | _StrPromise, str], ...] = ()
    beside_plan: Callable[[CaseFile], list[dict[str, Any]]] = lambda _file: []
    asks: tuple[str, ...] = ()
    due: Callable[[CaseFile, Sequence[Happening]], list[dict[str, Any]]] = lambda _file, _asked: []


@dataclass(frozen=True)
class Happening:
    """One entry: ``kind`` names what happened, ``code`` is its code (a list's or a state's), ``by`` a colleague's name."""

    at: dt.datetime
    kind: str
    subject: uuid.UUID
    by: str
    code: str


_BRANCHES = (
    "SELECT opened_at, 'opened', id, opened_by_id, report_channel FROM cases_casefile WHERE id = %(file)s",
    "SELECT decided_at, 'age', id, decided_by_id, basis FROM cases_agerecord WHERE child_id = %(child)s",
    "SELECT created_at, 'person', id, created_by_id, '' FROM cases_personaround WHERE file_id = %(file)s",
    "SELECT created_at, 'care', id, created_by_id, kind FROM cases_carearrangement WHERE file_id = %(file)s",
    "SELECT created_at, 'sale_to_examine', id, created_by_id, kind FROM cases_carearrangement "
    "WHERE file_id = %(file)s AND sale_examined = 'to_examine'",
    "SELECT created_at, 'concern', id, created_by_id, verification FROM cases_concern WHERE file_id = %(file)s",
    "SELECT created_at, 'consent', id, created_by_id, purpose FROM cases_consent WHERE file_id = %(file)s",
    "SELECT withdrawn_at, 'consent_withdrawn', id, updated_by_id, purpose FROM cases_consent "
    "WHERE file_id = %(file)s AND withdrawn_at IS NOT NULL",
    "SELECT approved_at, 'override', id, approved_by_id, purpose FROM cases_consent "
    "WHERE file_id = %(file)s AND approved_at IS NOT NULL",
    "SELECT created_at, 'view', id, created_by_id, about FROM cases_childview WHERE file_id = %(file)s",
    "SELECT started_at, 'access_' || kind, id, user_id, kind FROM cases_fileaccess WHERE file_id = %(file)s",
    "SELECT escalated_at, 'escalated', id, with_user_id, kind FROM cases_deadline "
    "WHERE file_id = %(file)s AND escalated_at IS NOT NULL",
    "SELECT s.at, 'duplicate_' || s.verdict, d.id, s.by_id, '' FROM cases_duplicatestep s "
    "JOIN cases_possibleduplicate d ON d.id = s.pair_id "
    "WHERE %(child)s IN (d.one_id, d.other_id) AND s.verdict IN ('confirm', 'undo')",
)
STORY = 300
"""So many happenings are read of a file; there may be older ones."""
CHAPTER = Chapter(_BRANCHES, happenings.WORDS, happenings.PAGES)


def timeline(file: CaseFile, chapters: Sequence[Chapter], *, limit: int = STORY) -> list[Happening]:
    """The newest ``limit`` happenings of a file, newest first."""
    return read_story(file, chapters, limit=limit)[0]


def read_story(
    file: CaseFile, chapters: Sequence[Chapter], *, limit: int = STORY
) -> tuple[list[Happening], list[Happening]]:
    """The newest ``limit`` happenings of a file, newest first, and beside them what the chapters' ``asks`` select."""
    sql = _SQL.format(branches=" UNION ALL ".join(branch for chapter in chapters for branch in chapter.branches))
    if asks := " UNION ALL ".join(ask for chapter in chapters for ask in chapter.asks):
        sql += _ASKED.format(asks=asks)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"file": file.pk, "child": file.child_id, "limit": limit})
        rows = cursor.fetchall()
    return [Happening(*row[:-1]) for row in rows if not row[-1]], [Happening(*row[:-1]) for row in rows if row[-1]]
