"""What the worker process does for reports: carry overdue triage up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import alert_duty, erase_expired_reports, escalate_overdue_reports

KEEPER = "deadline_keeper"


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="intake_deadlines", pass_context=False)
def watch_reports(timestamp: int) -> None:
    """Every five minutes."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        escalate_overdue_reports(by=keeper)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="intake_alerts", pass_context=False)
def alert(timestamp: int) -> None:
    """Every minute: who is on duty learns of immediate danger."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        alert_duty(by=keeper)


@app.periodic(cron="17 2 * * *")
@app.task(queueing_lock="intake_retention", pass_context=False)
def erase(timestamp: int) -> None:
    """Every night: what was not taken up and is past its term."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        erase_expired_reports(by=keeper)
