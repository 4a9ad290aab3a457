"""The one clock. Aware UTC; tests move it."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar

_moved: ContextVar[dt.datetime | None] = ContextVar("tutela_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC; the moved moment inside :func:`moved_to`."""
    return _moved.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The present day in UTC."""
    return now().date()


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of a day in UTC: until then a deadline of that day is kept."""
    return dt.datetime.combine(day, dt.time(23, 59), tzinfo=dt.UTC)


@contextlib.contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) for tests and for building years of demo history.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("the clock can only be moved to an aware moment")
    token = _moved.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _moved.reset(token)
