"""When a failed message is tried again, and when a subscription rests."""

from __future__ import annotations

import datetime as dt

WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(hours=24),
)
"""After each failed try; after the last one the message is given up."""
MOST_FAILURES = 20
"""So many failed tries in a row, whichever messages they were, pause a subscription."""
LONGEST_BREATH = dt.timedelta(minutes=30)
"""After failures in a row nothing is sent to the subscription for as long as after so many tries of one message, but no longer."""
LEASE = dt.timedelta(minutes=10)
"""A try that ended with its process (a crash) is made again after this."""
KEPT = dt.timedelta(days=30)
"""So long the log keeps a message, without its body."""
BOTH_SIGN = dt.timedelta(days=1)
"""So long the former secret signs beside the new one."""


def wait_after(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many tries (from 1); ``None``: give up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def breath_after(failures: int) -> dt.timedelta:
    """How long a receiver that failed so many times in a row (from 1) is left alone."""
    return min(wait_after(failures) or LONGEST_BREATH, LONGEST_BREATH)
