"""What the worker process does for justice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import close_justice_quarter

KEEPER = "deadline_keeper"


@app.periodic(cron="35 1 * * *")
@app.task(queueing_lock="justice_figures", pass_context=False)
def watch_quarters(timestamp: int) -> None:
    """Every night: the figures of the last quarter, once it has ended."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        close_justice_quarter(by=keeper)
