"""What the worker process does for statistics."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .queries.builds import TASK, run_elsewhere


@app.task(name=TASK, queueing_lock="statistics_build", pass_context=False)
def build_in_background() -> None:
    """Build new observations in a process with the rights for it."""
    run_elsewhere()
