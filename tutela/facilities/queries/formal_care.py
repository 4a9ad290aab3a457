"""What the register adds to the indicators of formal care (L13): numbers of places and staff, and what is stated of the law."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from tutela.vocabulary import api as vocabulary

from ..models import PolicyStatement

COMPLAINT_ROUTE = "PAR3"
"""The item of the checklist about a complaint route outside the facility."""
STATED = ("FC13", "FC14", "FC15")
"""The indicators of policy (list ``formal_care_indicators``): somebody states the answer, and from what."""


@dataclass(frozen=True)
class CareFacts:
    """Over one year: places of care known and registered, inspected, of these without a failing complaint route; carers, of these
    qualified; deaths that were told."""

    known: int = 0
    registered: int = 0
    inspected: int = 0
    with_route: int = 0
    carers: int = 0
    trained: int = 0
    deaths: int = 0


def care_facts(since: dt.date, until: dt.date) -> CareFacts:
    """The numbers, for the process only; for anybody else the database answers with nothing, which reads as zero places."""
    posts = _marked("facility_staff_posts", "care")
    codes = [_marked("facility_types", "detention"), posts, _marked("staff_qualifications", "qualified")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM facilities_formal_care(%s, %s, %s, %s, %s, %s)", [since, until, *codes, COMPLAINT_ROUTE]
        )
        row = cursor.fetchone()
    return CareFacts(*row) if row else CareFacts()


def statements() -> dict[str, PolicyStatement]:
    """The newest statement on each indicator of policy."""
    newest = PolicyStatement.objects.order_by("code", "-at").distinct("code").select_related("by")
    return {statement.code: statement for statement in newest}


def _marked(list_id: str, mark: str) -> list[str]:
    return [code.code for code in vocabulary.code_list(list_id).own() if code.attributes.get(mark)]
