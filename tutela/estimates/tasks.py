"""What the worker process does for estimates."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.errors import NotHere, Refused

from .api import give_up, run_estimate

BUILDER = "observation_builder"


@app.task(queue="estimates", pass_context=False)
def work_on_estimate(estimate_id: str, asker_id: str) -> None:
    """One panel, on behalf of the statistician who asked for it; a right that has ended since ends the work."""
    pk = uuid.UUID(estimate_id)
    asker = accounts.actor_for(accounts.User.objects.get(pk=asker_id))
    try:
        run_estimate(by=asker, pk=pk)
    except (NotHere, Refused):
        give_up(by=accounts.system_actor(BUILDER), pk=pk)
