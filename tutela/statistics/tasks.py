"""What the worker process does for statistics."""

from __future__ import annotations

from procrastinate.contrib.django import app

from .queries.builds import CUBES_TASK, TASK, build_cubes_elsewhere, run_elsewhere


@app.task(name=TASK, queueing_lock="statistics_build", pass_context=False)
def build_in_background() -> None:
    """Build new observations in a process with the rights for it."""
    run_elsewhere()


@app.task(name=CUBES_TASK, pass_context=False)
def cubes_in_background(release: str) -> None:
    """Build the cubes of a draft, by its id, in a process with the rights for it."""
    build_cubes_elsewhere(release)
