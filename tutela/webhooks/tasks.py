"""What the worker process does for webhooks."""

from __future__ import annotations

import contextlib
import uuid

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .actions.deliver import deliver_due
from .actions.relay import clear_log, relay_events
from .queries.subscriptions import due

KEEPER = "deadline_keeper"


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="webhooks_relay", pass_context=False)
def relay(timestamp: int) -> None:
    """Every minute: read on in the trail, a part in each transaction; then a task for each subscription that something is due to."""
    keeper = accounts.system_actor(KEEPER)
    more = True
    while more:
        with acting_as(keeper):
            more = relay_events(by=keeper)
    with acting_as(keeper):
        waiting = due()
    for subscription_id in waiting:
        with contextlib.suppress(AlreadyEnqueued):
            deliver.configure(queueing_lock=f"webhook_{subscription_id}").defer(subscription_id=str(subscription_id))


@app.task(queue="webhooks", pass_context=False)
def deliver(subscription_id: str) -> None:
    """Send what is due to one subscription: a receiver that is slow holds up nobody else's messages."""
    deliver_due(subscription_id=uuid.UUID(subscription_id), by=accounts.system_actor(KEEPER))


@app.periodic(cron="33 3 * * *")
@app.task(queueing_lock="webhooks_clear", pass_context=False)
def clear(timestamp: int) -> None:
    """Every night: the log of more than thirty days ago."""
    keeper = accounts.system_actor(KEEPER)
    with acting_as(keeper):
        clear_log(by=keeper)
