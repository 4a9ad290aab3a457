"""Papers of the invented country: what a court decided, kept as a text; a birth certificate that was only seen."""

from __future__ import annotations

import datetime as dt

from tutela.accounts import api as accounts
from tutela.cases.models import CaseFile
from tutela.documents import actions
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.vault import cache

from .country import Country
from .people import People

_DECISION = """District court, decision 12/2026 (invented).

The child stays with the grandmother until the next hearing. The caseworker visits every second week.
The child was heard alone, and said where to live.
"""


def build_papers(country: Country, people: People) -> None:
    """In the oldest of the caseworker's open files."""
    worker = accounts.actor_for(people.workers[country.districts[0].code][0])
    found = CaseFile.objects.filter(worker=worker.id).exclude(state__in=("triaged", "closed", "not_accepted"))
    week = today() - dt.timedelta(days=7)
    with cache.scope(), acting_as(worker):
        for file in found.select_related("child", "office").order_by("opened_at")[:1]:
            said = {
                "kind": "court_decision", "title": "Where the child lives until the next hearing", "number": "12/2026",
                "issued_by": "District court", "issued_on": week, "seen_on": today(), "declares": True,
            }  # fmt: skip
            actions.attach_document(file=file, by=worker, name="decision.txt", content=_DECISION.encode(), values=said)
            seen = {
                "kind": "civil_status", "title": "Birth certificate", "number": "1887/2014", "issued_by": "Civil registry",
                "issued_on": None, "seen_on": week,
            }  # fmt: skip
            wrong = actions.record_seen(file=file, by=worker, values=seen | {"number": "1878/2014"})
            right = seen | {"correction": "Two digits of the number were mixed up."}
            actions.correct_seen(one=wrong, by=worker, base_version=wrong.version, values=right)
            actions.record_seen(
                file=file, by=worker, values=seen | {"kind": "identity", "title": "Identity card of the grandmother"}
            )
