"""Work of the installation itself, on the same queue."""

from __future__ import annotations

from procrastinate.contrib.django import app

SILENT = 60
"""Seconds without a sign of life after which a worker counts as gone. A living one gives one every ten."""


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="config_take_up_again", pass_context=False)
async def take_up_again(timestamp: int) -> None:
    """Every minute: what a killed worker held goes back to the queue. Every task of ours may be begun twice."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await app.job_manager.retry_job(job)
