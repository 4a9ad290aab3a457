"""What the worker process does for files: carry lateness up, close doors that have expired."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .actions.escalate import escalate_overdue, expire_referrals

KEEPER = "deadline_keeper"


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="cases_deadlines", pass_context=False)
def watch_deadlines(timestamp: int) -> None:
    """Every five minutes."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        expire_referrals(by=keeper)
        escalate_overdue(by=keeper)
