"""A shock opens its checklist."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.registers.api import keep_row
from tutela.vocabulary import api as vocabulary

from ..models import Shock, ShockMeasure


def open_checklist(*, row: Shock, by: Actor) -> dict[str, Any]:
    """Every measure of the list that the shock has not yet, due so many days after its beginning. Part of keeping the row."""
    known = set(row.measures.values_list("measure", flat=True))
    missing = [code for code in vocabulary.code_list("shock_measures").own() if code.code not in known]
    for code in missing:
        due_on = row.starts_on + dt.timedelta(days=int(str(code.attributes["days"])))
        keep_row(row=ShockMeasure(shock=row, measure=code.code, due_on=due_on), by=by)
    audit.record(by=by, action="checklist_opened", subject=f"shocks:{row.pk}", details={"measures": len(missing)})
    return {"measures": len(missing)}
