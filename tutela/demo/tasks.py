"""What of the invented country the worker makes, so that nobody waits for it."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import releases, unseen


@app.task(queue="demo", pass_context=False, retry=RetryStrategy(max_attempts=15, wait=60))
def work_on_panel(pk: str, publish: bool) -> None:
    """One of the two panels of estimates; stopped in the middle, it is taken up again when it has been silent long enough."""
    unseen.work_on_panel(pk=pk, publish=publish)


@app.task(queue="demo", pass_context=False, retry=RetryStrategy(max_attempts=3, wait=60))
def work_on_releases() -> None:
    """Observations, a published release, and a second one that waits for its second person."""
    releases.work_on_releases()
