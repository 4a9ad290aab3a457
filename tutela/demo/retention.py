"""Keeping and sealing in the invented country: the files closed longest ago are sealed, and a hold keeps the next one in sight."""

from __future__ import annotations

import datetime as dt

from tutela.accounts import api as accounts
from tutela.accounts.models import User
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.retention.actions import seal_due_files, set_hold
from tutela.retention.queries import falls_due

SEALED = 6
_BASIS = "Letter of the family court of March: the file is needed in proceedings about the guardianship."


def build_retention() -> None:
    """Some of what the night would do; the rest falls due on the list of the data protection officer."""
    keeper = accounts.system_actor("deadline_keeper")
    officer = accounts.actor_for(User.objects.get(username="data_protection_officer"))
    with acting_as(keeper):
        seal_due_files(by=keeper, most=SEALED)
    with acting_as(officer):
        due, _count = falls_due(today())
        waiting = next((one for one in due if one.sealed_on is None), None)
        if waiting is not None:
            said = {"ground": "court_order", "basis": _BASIS, "review_on": today() + dt.timedelta(days=90)}
            set_hold(by=officer, values=said | {"number": waiting.number})
