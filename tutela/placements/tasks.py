"""What the worker process does for placements."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import close_quarter, compare_notices

KEEPER = "deadline_keeper"


@app.periodic(cron="45 * * * *")
@app.task(queueing_lock="placement_notices", pass_context=False)
def watch_placements(timestamp: int) -> None:
    """Every hour: what a facility had to tell and did not."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        compare_notices(by=keeper)


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="care_figures", pass_context=False)
def watch_quarters(timestamp: int) -> None:
    """Every night: the figures of the last quarter, once it has ended."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        close_quarter(by=keeper)
