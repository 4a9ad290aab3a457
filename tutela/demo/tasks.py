"""What of the invented country the worker makes, so that nobody waits for it."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import unseen


@app.task(queue="demo", pass_context=False, retry=RetryStrategy(max_attempts=15, wait=60))
def work_on_panels(published: str, read: str) -> None:
    """The two panels of estimates; what was stopped in the middle is taken up again when it has been silent long enough."""
    unseen.work_on_panels(published=published, read=read)
