"""What the worker process does for imports: runs and undoes them part by part, and erases what was sent when its days are over."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere, Refused

from .api import close_old_imports, go_on

KEEPER = "deadline_keeper"


@app.task(name="tutela.exchange.tasks.work_on_import", pass_context=False)
def work_on_import(import_id: str, asker_id: str) -> None:
    """Part by part, on behalf of whoever asked; a right that has ended since ends the work, and another supervisor goes on."""
    asker = accounts.User.objects.get(pk=asker_id)
    left = 1
    while left:
        by = accounts.actor_for(asker)
        try:
            with acting_as(by):
                left = go_on(import_id=uuid.UUID(import_id), by=by)
        except (NotHere, Refused):
            return


@app.periodic(cron="50 1 * * *")
@app.task(queueing_lock="exchange_imports", pass_context=False)
def erase_old_imports(timestamp: int) -> None:
    """Every night: what was sent more than thirty days ago and not brought in."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        close_old_imports(by=keeper)
