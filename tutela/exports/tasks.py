"""What the worker process does for exports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .actions.build import build_export
from .actions.exports import erase_old_exports

KEEPER = "deadline_keeper"


@app.task(queue="exports", pass_context=False)
def work_on_export(export_id: str, asker_id: str) -> None:
    """Build one export as the person who asked for it."""
    asker = accounts.User.objects.get(pk=asker_id)
    build_export(export_id=export_id, by=accounts.actor_for(asker), keeper=accounts.system_actor(KEEPER))


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="exports_erase", pass_context=False)
def erase(timestamp: int) -> None:
    """Every hour: what lay ready for seven days is erased."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        erase_old_exports(by=keeper)
