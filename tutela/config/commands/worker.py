"""``tutela worker``: works off the queue (deadlines, escalations, extracts) until told to stop."""

from __future__ import annotations

import argparse
import os

from ..operations import django_role

NICE = 5
"""The processor goes to the sites first: nobody waits for a page because of work in the background."""


def main(arguments: list[str]) -> int:
    """Run jobs as the database role of the staff site, one at a time unless told."""
    parser = argparse.ArgumentParser(prog="tutela worker", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=1, help="jobs at a time")
    parser.add_argument("--queue", action="append", help="only this queue; may be repeated")
    parser.add_argument("--once", action="store_true", help="end when the queue is empty")
    options = parser.parse_args(arguments)
    os.nice(NICE)
    django_role.start("staff")
    from django.db import connection
    from procrastinate.contrib.django import app

    connection.ensure_connection()  # a database that is down is one sentence, not a pool's many attempts
    connection.close()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(
            concurrency=options.concurrency,
            queues=options.queue,
            wait=not options.once,
            install_signal_handlers=True,
            listen_notify=True,
        )
    return 0
