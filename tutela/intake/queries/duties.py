"""What would be left to nobody if a person went: asked when an account is closed."""

from __future__ import annotations

import uuid

from django.db import connection
from django.utils.translation import ngettext


def duties(user_id: uuid.UUID) -> list[str]:
    """The reports in a person's hands that wait for a decision, as one sentence with the way on.

    Whoever closes accounts reads no report: the database tells them a number and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_reports_of(%s)", [user_id])
        (reports,) = cursor.fetchone()
    if not reports:
        return []
    sentence = ngettext(
        "%(count)d report in triage: a colleague of the intake team takes it over (the report, “Take over”).",
        "%(count)d reports in triage: a colleague of the intake team takes each over (the report, “Take over”).",
        reports,
    )
    return [sentence % {"count": reports}]
