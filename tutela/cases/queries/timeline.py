"""Everything that happened in a file, as one list read in one query: when, what, by whom, with which code."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection

from ..models import CaseFile

_BRANCHES = (
    "SELECT opened_at, 'opened', id, opened_by_id, report_channel FROM cases_casefile WHERE id = %(file)s",
    "SELECT decided_at, 'age', id, decided_by_id, basis FROM cases_agerecord WHERE child_id = %(child)s",
    "SELECT created_at, 'person', id, created_by_id, relation FROM cases_personaround WHERE file_id = %(file)s",
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
    "SELECT created_at, 'safety_plan', id, created_by_id, '' FROM cases_safetyplan WHERE file_id = %(file)s",
    *(
        f"SELECT {at}, '{kind}_{word}', id, {who}, {code} FROM cases_{kind} WHERE file_id = %(file)s AND {at} IS NOT NULL"
        for kind, code in (("assessment", "risk_level"), ("plan", "''"), ("closure", "reason"))
        for at, word, who in (
            ("created_at", "started", "created_by_id"),
            ("submitted_at", "submitted", "updated_by_id"),
        )
    ),
    *(
        f"SELECT decided_at, '{kind}_' || state, id, decided_by_id, {code} FROM cases_{kind} "
        "WHERE file_id = %(file)s AND decided_at IS NOT NULL"
        for kind, code in (("assessment", "risk_level"), ("plan", "''"), ("closure", "reason"))
    ),
    "SELECT s.at, 'referral_' || s.state, r.id, s.by_id, r.service FROM cases_referralstep s "
    "JOIN cases_referral r ON r.id = s.referral_id WHERE r.file_id = %(file)s",
    "SELECT created_at, 'follow_up', id, created_by_id, kind FROM cases_followup WHERE file_id = %(file)s",
    "SELECT created_at, 'review', id, created_by_id, response_outcome FROM cases_review WHERE file_id = %(file)s",
    "SELECT started_at, 'access_' || kind, id, user_id, kind FROM cases_fileaccess WHERE file_id = %(file)s",
    "SELECT escalated_at, 'escalated', id, with_user_id, kind FROM cases_deadline "
    "WHERE file_id = %(file)s AND escalated_at IS NOT NULL",
)
_SQL = (
    "SELECT e.at, e.kind, e.id, coalesce(u.full_name, ''), e.code FROM ("
    + " UNION ALL ".join(_BRANCHES)
    + ") AS e(at, kind, id, who, code) LEFT JOIN accounts_user u ON u.id = e.who ORDER BY e.at DESC, e.kind LIMIT %(limit)s"
)


@dataclass(frozen=True)
class Happening:
    """One entry: ``kind`` names what happened, ``code`` is its code (a list's or a state's), ``by`` a colleague's name."""

    at: dt.datetime
    kind: str
    subject: uuid.UUID
    by: str
    code: str


def timeline(file: CaseFile, *, limit: int = 300) -> list[Happening]:
    """The newest ``limit`` happenings of a file, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"file": file.pk, "child": file.child_id, "limit": limit})
        return [Happening(*row) for row in cursor.fetchall()]
