"""What an act of a State brings with it."""

from __future__ import annotations

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.partial_dates import plus_years
from tutela.registers.api import keep_register, standards

from ..enums import BINDING, ReportKind
from ..models import Act, ReportDue


def report_of_new_party(*, row: Act, by: Actor) -> dict[str, str]:
    """The first report of a new party falls due so many years after entry into force; known once, never moved.

    Raises:
        Refused: not whoever keeps the register of acts.
    """
    keep_register.require(by, Act)
    years = standards.instruments()[row.instrument].first_report
    if row.kind not in BINDING or row.in_force_on is None or years is None:
        return {}
    if ReportDue.objects.filter(state=row.state, instrument=row.instrument, kind=ReportKind.FIRST).exists():
        return {}
    due = ReportDue(
        state=row.state,
        instrument=row.instrument,
        kind=ReportKind.FIRST,
        due_on=plus_years(row.in_force_on, years),
        created_by_id=by.id,
        changed_by_id=by.id,
    )
    due.save(force_insert=True)
    audit.record(by=by, action="report_due", subject=f"reports-due:{due.pk}", details={"due_on": str(due.due_on)})
    return {"report_due": str(due.due_on)}
