"""What the worker process does for files: close doors that have expired, carry lateness up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.cases import api as cases
from tutela.kernel.database.acting import acting_as

from .actions.expire import expire_referrals
from .actions.placements import compare_notices

KEEPER = "deadline_keeper"


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="file_deadlines", pass_context=False)
def watch_deadlines(timestamp: int) -> None:
    """Every five minutes."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        expire_referrals(by=keeper)
        cases.escalate_overdue(by=keeper)


@app.periodic(cron="45 * * * *")
@app.task(queueing_lock="placement_notices", pass_context=False)
def watch_placements(timestamp: int) -> None:
    """Every hour: what a facility had to tell and did not."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        compare_notices(by=keeper)
