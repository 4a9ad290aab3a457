"""What the worker process does for reports: carry overdue triage up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import escalate_overdue_reports

KEEPER = "deadline_keeper"


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="intake_deadlines", pass_context=False)
def watch_reports(timestamp: int) -> None:
    """Every five minutes."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        escalate_overdue_reports(by=keeper)
