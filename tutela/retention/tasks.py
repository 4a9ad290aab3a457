"""What the worker process does for retention."""

from __future__ import annotations

from collections.abc import Callable

from procrastinate.contrib.django import app

from tutela.accounts import api as accounts
from tutela.kernel.database.acting import acting_as

from .actions import erase_reporters, reduce_due_files, seal_due_files

KEEPER = "deadline_keeper"


@app.periodic(cron="52 2 * * *")
@app.task(queueing_lock="retention_seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Every night: closed files whose readable months are over, a part in each transaction."""
    _until_none_is_left(seal_due_files)


@app.periodic(cron="58 2 * * *")
@app.task(queueing_lock="retention_reduce", pass_context=False)
def reduce(timestamp: int) -> None:
    """Every night: sealed files whose term is over, a part in each transaction."""
    _until_none_is_left(reduce_due_files)


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="retention_reporters", pass_context=False)
def erase(timestamp: int) -> None:
    """Every night: who reported, once the term is over; a part in each transaction."""
    _until_none_is_left(erase_reporters)


def _until_none_is_left(part: Callable[..., int]) -> None:
    keeper = accounts.system_actor(KEEPER)
    while True:
        with acting_as(keeper):
            if not part(by=keeper):
                return
