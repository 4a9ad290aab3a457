"""What the worker process does for facilities: overdue inspections, unvetted staff, overdue corrections, stale directory entries."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import watch_facilities

KEEPER = "deadline_keeper"


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="facilities_watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Every hour."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        watch_facilities(by=keeper)
