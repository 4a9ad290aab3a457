"""What the worker process does for treatments: tells the health focal point of time-critical steps that are overdue."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import alert_overdue

KEEPER = "deadline_keeper"


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="treatment_steps", pass_context=False)
def watch_steps(timestamp: int) -> None:
    """Every five minutes."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        alert_overdue(by=keeper)
