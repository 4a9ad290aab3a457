"""Keeping the open files of a year beside the posts of that year (R111)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tutela.audit import api as audit
from tutela.kernel.actor import Actor
from tutela.kernel.errors import InvalidInput
from tutela.registers.api import keep_row

from ..models import Workforce
from ..policies import keep_plans
from ..queries import released


@dataclass(frozen=True)
class Counted:
    """How many rows of workforce got their number, and how many stay without because it is protected."""

    kept: int
    hidden: int


def keep_open_files(*, by: Actor) -> Counted:
    """Write the open files of the newest tables into the rows of their year whose people hold files.

    Raises:
        Refused: not a planner.
        InvalidInput: no row of that year is there.
        OperatorError: nothing was built yet.
    """
    keep_plans.require(by)
    kept = hidden = 0
    for number, level in released.LEVELS.items():
        answer = released.read_open_files(level=level, by=by)
        files = released.open_files(answer)
        rows = Workforce.objects.select_for_update(of=("self",)).select_related("territory")
        for row in rows.filter(holds_files=True, year=answer.cut_off.year, territory__level=number):
            known = files.get(row.territory.code)
            if known is None or not known.whole:
                hidden += 1
            else:
                row.open_files, row.counted_on = known.number, answer.cut_off
                keep_row(row=row, by=by)
                kept += 1
    if not kept + hidden:
        raise InvalidInput(
            {
                "year": _("There is no row of %(year)s whose people hold files. Enter it first.")
                % {"year": answer.cut_off.year}
            }
        )
    audit.record(by=by, action="open_files_kept", details={"kept": kept, "hidden": hidden})
    return Counted(kept, hidden)
