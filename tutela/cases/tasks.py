"""What the worker process does for files by night: looks for children who stand in the register twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .api import look_for_duplicates

KEEPER = "deadline_keeper"


@app.periodic(cron="43 1 * * *")
@app.task(queueing_lock="cases_duplicates", pass_context=False)
def find_duplicates(timestamp: int) -> None:
    """Every night: all records that changed since the last one, a part in each transaction; a stopped worker goes on there."""
    keeper = accounts.system_actor(KEEPER)
    while True:
        with acting_as(keeper):
            if look_for_duplicates(by=keeper) is None:
                return
