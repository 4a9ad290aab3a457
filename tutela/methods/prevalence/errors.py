"""The two ways this package says no: the data are wrong, or the question has no answer."""

from __future__ import annotations

__all__ = ["InvalidCounts", "NotEstimable"]


class InvalidCounts(ValueError):
    """The table itself is wrong; the message is one sentence naming the column, list or row."""


class NotEstimable(ValueError):
    """The table is well formed, but the question has no honest answer.

    ``reason`` is a short code (``too_few_lists``, ``no_overlap``, ``no_estimate``,
    ``not_identifiable``, ...), the message is one plain sentence, and ``existence_code`` is the
    code of :func:`tutela.methods.prevalence.existence.existence_code` when it was the cause.
    """

    def __init__(self, reason: str, message: str, existence_code: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.existence_code = existence_code
